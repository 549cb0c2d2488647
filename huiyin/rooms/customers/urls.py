"""Addresses of the customers room."""

from django.urls import path

from huiyin.rooms.customers import web

app_name = "customers"
urlpatterns = [
    path("", web.customers, name="customers"),
    path("<int:pk>", web.customer, name="customer"),
]
