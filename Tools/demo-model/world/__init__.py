"""What the model sees: things, scenes, clips, and how they are drawn."""
