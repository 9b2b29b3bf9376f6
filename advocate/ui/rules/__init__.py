"""The rule packs as lawyers read them, what another text would change, and the organisation's own words."""
