from web.mounting import mount

__all__ = ["mount"]
