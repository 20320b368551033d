"""WeChat customer service messages of an official account: in by its calls, out by its interface."""
