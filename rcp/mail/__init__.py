"""Mail: messages built for one person each, and delivered to a server or a folder."""
