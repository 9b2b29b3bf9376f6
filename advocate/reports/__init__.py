"""From a complaint to bytes: document model, typesetting, packet."""
