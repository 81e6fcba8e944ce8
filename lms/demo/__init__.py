"""The demo: its people, its clock, its doors. Imported only where the settings say demo."""
