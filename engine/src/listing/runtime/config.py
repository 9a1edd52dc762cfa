"""Where Kafka is: the one thing to set."""

import os

KAFKA = os.environ.get("KAFKA", "localhost:9092")
