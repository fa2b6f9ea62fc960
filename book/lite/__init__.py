"""What lets a reader run the book in the browser, with nothing to install.

The engine (Python for WebAssembly), JupyterLab as static files, the button that leads there, and
the run that proves the chapters there. `make site`, `make serve` and `make wasm` use it.
"""
