"""A brand's contract workers (technicians, couriers, cooks...), and which of them to recommend to a requester.

Owns `provider_directories`, `recommendations`, `provider_outcomes`. Publishes nothing. Who may be recommended is
decided by work rules alone; learned outcomes, distance and availability only order those. It never books anybody: it
recommends, keeps whom the requester chose, and learns what came of it.
"""
