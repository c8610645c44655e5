"""The system of Hoplane, a made-up courier platform: orders, deliveries, couriers and their pay, restaurants."""
