"""掌柜 zhanggui: a service workbench for Taobao and Tmall shops."""

__version__ = "0.1.0"
