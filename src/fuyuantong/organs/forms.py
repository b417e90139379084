"""Shapes of what people type in this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.organs.kinds import API_SCOPES, ROLE_WORDS, Clearance, Level, LinkageKind, Role, UnitKind
from fuyuantong.organs.models import Linkage, Person, Post, Region, Unit


def _date(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"})
    )


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("登录名"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("动态验证码"),
        max_length=12,
        help_text=_("打开手机上的身份验证器，输入 6 位数字。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class PasswordForm(forms.Form):
    present = forms.CharField(
        label=_("当前密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("新密码"),
        strip=False,
        help_text=_("至少 10 个字符，大写、小写、数字、其他字符中用三类；不含姓名和单位名称。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一遍新密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("new") != found.get("again"):
            self.add_error("again", _("两次输入不一致。请重新输入。"))
        return found


class UnitForm(forms.Form):
    name = forms.CharField(label=_("全称"), max_length=120, help_text=_("与公章一致，例如 临江市司法局。"))
    short_name = forms.CharField(
        label=_("规范化简称"), max_length=60, required=False, help_text=_("例如 市司法局。")
    )
    code = forms.CharField(
        label=_("机构代码"), max_length=40, required=False, help_text=_("留空由系统编号。")
    )
    kind = forms.ChoiceField(label=_("类别"), choices=UnitKind.choices)
    region = forms.ModelChoiceField(label=_("所属区域"), queryset=Region.objects.none())
    level = forms.ChoiceField(
        label=_("层级"), choices=[("", _("同所属区域")), *Level.choices], required=False
    )
    parent = forms.ModelChoiceField(label=_("上级机构"), queryset=Unit.objects.none(), required=False)
    body = forms.ModelChoiceField(
        label=_("挂牌于"),
        queryset=Unit.objects.none(),
        required=False,
        help_text=_("一套人马几块牌子的，选择实际承担工作的机构。"),
    )
    protocol_order = forms.IntegerField(
        label=_("排列次序"),
        required=False,
        min_value=0,
        max_value=999_999,
        help_text=_("机构按次序排列，不按拼音；留空排在同类之后。"),
    )
    valid_from = _date(_("成立日期"))
    has_accounts = forms.BooleanField(
        label=_("本机构人员使用账号办理"),
        required=False,
        help_text=_("没有账号或在其他网络上办理的不勾选，由办公室代签收、代录。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only regions in use are offered: a list of three thousand helps nobody.
        self.fields["region"].queryset = _regions()  # type: ignore[attr-defined]
        for name in ("parent", "body"):
            self.fields[name].queryset = Unit.objects.filter(valid_until__isnull=True).in_protocol_order()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        found["protocol_order"] = found.get("protocol_order") or 0
        return found


def _regions() -> Any:
    used = Region.objects.filter(units__isnull=False).distinct()
    return used if used.exists() else Region.objects.all()


class RetireForm(forms.Form):
    on = _date(_("撤销日期"), required=True, help_text=_("自该日起不再有效。"))
    successor = forms.ModelChoiceField(label=_("承继机构"), queryset=Unit.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = Unit.objects.filter(valid_until__isnull=True).in_protocol_order()  # type: ignore[attr-defined]


class AliasForm(forms.Form):
    alias = forms.CharField(label=_("别名"), max_length=120, help_text=_("来文中对本机构的其他叫法。"))


class RegionForm(forms.Form):
    code = forms.CharField(label=_("区域代码"), max_length=12)
    name = forms.CharField(label=_("名称"), max_length=60)
    level = forms.ChoiceField(label=_("层级"), choices=Level.choices)
    parent = forms.CharField(label=_("上级区域代码"), max_length=12, required=False)
    local = forms.BooleanField(
        label=_("本地编码"), required=False, help_text=_("经开区、管委会等没有国标代码的区域勾选。")
    )

    def clean_parent(self) -> Region | None:
        code = str(self.cleaned_data["parent"])
        found = Region.objects.filter(pk=code).first() if code else None
        if code and found is None:
            raise forms.ValidationError(_("没有这个区域代码。请先录入上级区域。"))
        return found


class GroupForm(forms.Form):
    name = forms.CharField(label=_("组名"), max_length=120, help_text=_("来文中的统称，例如 市政府各部门。"))
    region = forms.ModelChoiceField(label=_("所属区域"), queryset=Region.objects.none())
    members = forms.ModelMultipleChoiceField(
        label=_("成员单位"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = _regions()  # type: ignore[attr-defined]
        self.fields["members"].queryset = Unit.objects.filter(valid_until__isnull=True).in_protocol_order()  # type: ignore[attr-defined]


class LinkageForm(forms.Form):
    code = forms.CharField(label=_("代码"), max_length=40)
    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如 临江市府院联动联席会议。"))
    kind = forms.ChoiceField(label=_("类别"), choices=LinkageKind.choices)
    office_unit = forms.ModelChoiceField(label=_("办公室设在"), queryset=Unit.objects.none())
    members = forms.ModelMultipleChoiceField(
        label=_("成员单位"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(valid_until__isnull=True).in_protocol_order()
        self.fields["office_unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["members"].queryset = units  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    username = forms.CharField(
        label=_("登录名"), max_length=60, help_text=_("全角半角、大小写不同都算同一个登录名。")
    )
    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.RegexField(
        label=_("手机"),
        regex=r"^[0-9+\- ]{5,20}$",
        required=False,
        error_messages={"invalid": _("请只填数字、空格、+ 和 -。")},
    )
    email = forms.EmailField(label=_("邮箱"), required=False)


class PostForm(forms.Form):
    title = forms.CharField(label=_("岗位名称"), max_length=60, help_text=_("例如 复议应诉科科长。"))
    order = forms.IntegerField(label=_("次序"), min_value=0, max_value=999, required=False, initial=0)
    clearance = forms.TypedChoiceField(label=_("知悉等级"), choices=Clearance.choices, coerce=int, initial=1)
    serves = forms.ModelChoiceField(
        label=_("承担办公室职责"),
        queryset=Linkage.objects.none(),
        required=False,
        help_text=_("联席会议办公室岗位必选。"),
    )
    roles = forms.MultipleChoiceField(
        label=_("角色"),
        choices=[(role.value, ROLE_WORDS[role]) for role in Role],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("系统管理员、安全管理员、审计员只能单独设岗。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["serves"].queryset = Linkage.objects.filter(valid_until__isnull=True)  # type: ignore[attr-defined]

    def clean_order(self) -> int:
        return int(self.cleaned_data.get("order") or 0)


class TenureForm(forms.Form):
    username = forms.CharField(label=_("登录名"), max_length=60, help_text=_("任岗人员的登录名。"))
    since = _date(_("任职日期"), required=True)
    deputy = forms.BooleanField(label=_("B 岗（副手）"), required=False)

    def clean_username(self) -> Person:
        typed = Person.normalize_username(self.cleaned_data["username"])
        found = Person.objects.filter(username=typed, is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("没有这个登录名，或账号已停用。请先在“人员”中建立。"))
        return found


class EndForm(forms.Form):
    on = _date(_("离任日期"), required=True, help_text=_("自该日起不再有此岗位权限。"))


class TokenForm(forms.Form):
    name = forms.CharField(label=_("用途"), max_length=60, help_text=_("例如 市中院案件系统对接。"))
    post = forms.ModelChoiceField(label=_("以何岗位"), queryset=Post.objects.none())
    scopes = forms.MultipleChoiceField(
        label=_("范围"), choices=[(s, s) for s in API_SCOPES], widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(label=_("有效天数"), min_value=1, max_value=365, initial=180)
    networks = forms.CharField(
        label=_("来源网段"), required=False, help_text=_("多个用空格分开，例如 10.1.2.0/24；留空不限。")
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = Post.objects.filter(unit=unit, valid_until__isnull=True)  # type: ignore[attr-defined]

    def clean_networks(self) -> list[str]:
        return str(self.cleaned_data["networks"]).replace(",", " ").replace("，", " ").split()
