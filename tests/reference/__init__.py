"""Values that PyTorch gives, and the script that asks it for them."""
