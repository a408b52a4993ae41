"""LoRA fine-tuning that can be stopped at any step and taken up again with the same outcome."""
