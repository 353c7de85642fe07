"""The doors put together: Django's settings, addresses and the WSGI application."""
