"""What the model rests on: calibration, validation, virtual trials and sensitivity."""
