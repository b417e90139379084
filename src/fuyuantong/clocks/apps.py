from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "fuyuantong.clocks"
    label = "clocks"
    verbose_name = "日历与期限"
