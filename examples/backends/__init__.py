"""Two made-up back ends for the example brands: small HTTP services, each on its own PostgreSQL schema."""
