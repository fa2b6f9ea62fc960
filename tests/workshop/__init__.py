"""What must hold of the workshop (book/workshop): checks that see faults, work that is kept."""
