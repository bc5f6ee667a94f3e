"""What the end-to-end tests share: servers, databases, a client of the API, a mail server, a browser."""
