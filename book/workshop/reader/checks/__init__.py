"""What is tried of each definition: one short file for each, in words and in code."""
