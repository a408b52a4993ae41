"""GGUF files of the Llama family: reading into, and writing from, the folder layout of Hugging Face."""
