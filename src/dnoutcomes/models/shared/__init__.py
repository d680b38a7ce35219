"""What both kinds of model use: formulas, coding, designs, fits, and what is asked of coefficients."""
