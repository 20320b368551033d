from django.apps import AppConfig


class Customers(AppConfig):
    name = "zhanggui.customers"
    label = "customers"
