"""What is unusual tonight, in few sentences, with their life."""
