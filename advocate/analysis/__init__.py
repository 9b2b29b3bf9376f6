"""Pure thinking: rules, numbers, costs. No storage, no Qt."""
