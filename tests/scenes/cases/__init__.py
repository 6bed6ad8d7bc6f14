"""What each scene is tried with besides its defaults: a module a scene, its ``CASES`` parameters by name."""
