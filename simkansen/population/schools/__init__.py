"""The frame of schools, the sample drawn from it, and their classes and teachers."""
