"""Pages of the room: 机制库 and 地区方案."""
