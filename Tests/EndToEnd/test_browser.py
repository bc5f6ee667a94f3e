"""People book, owners decide, in a real browser: with and without script, phone and desktop, mouse and keyboard."""

import datetime
import re
import zoneinfo

import pytest
from playwright.sync_api import expect

from harness.browser import DESKTOP, PHONE, WAYS
from harness.client import PASSWORD, World, link_key
from harness.mail import invitation, text
from harness.picture import png
from harness.visit import Client, Typist, Visitor, clock, moment

ZONES = ["Europe/Madrid", "America/New_York", "Australia/Lord_Howe"]


class Place:
    def __init__(self, node, zone="Europe/Madrid"):
        self.node = node
        self.world = World(node.url, zone=zone)
        self.offering = self.world.offering([[self.world.resource()]])
        self.asked = self.world.offering([[self.world.resource("Ben")]], "Long swim", requires_approval=True)
        self.username = self.world.owner("GET", "/auth/me").expect(200).json["username"]

    @property
    def path(self):
        return f"/book/{self.world.slug}"

    def day(self, ahead=3):
        return datetime.date.today() + datetime.timedelta(days=ahead)

    def booked(self, offering=None, index=0):
        """A booking made by the API: its answer."""
        offering = offering or self.offering
        return self.world.book(offering, self.world.starts(offering, ahead=6)[index]).expect(201).json


@pytest.fixture(scope="module")
def place(engine, daybook, smtp):
    return Place(daybook(engine, OUTBOX="on", **smtp.settings))


def walk(visitor, place, client=Client()):
    """From the public link to the customer's page: (reference, instant)."""
    visitor.open(place.path)
    visitor.choose_offering(place.offering)
    visitor.choose_day(place.day())
    instant = visitor.choose_time()
    visitor.tell(client)
    visitor.send()
    return visitor.reference(), instant


def own_path(booked):
    """The path of a customer's signed link."""
    return "/" + booked["manage_url"].split("/", 3)[3]


@pytest.mark.parametrize("way", WAYS)
def test_a_client_books_and_cancels(place, browser, smtp, way):
    email = f"{way.replace(', ', '-').replace(' ', '-')}@example.com"
    with browser.window(**WAYS[way]) as page:
        visitor = Visitor(page, place.node.url)
        reference, instant = walk(visitor, place, Client(email=email))
        assert page.locator(".status-confirmed").count() > 0
        glance = place.world.guest("GET", f"/bookings/ref/{reference}").expect(200).json
        assert (glance["status"], glance["start"]) == ("confirmed", instant)
        visitor.cancel()
        expect(page.locator(".status-cancelled").first).to_be_visible()
        assert place.world.guest("GET", f"/bookings/ref/{reference}").json["status"] == "cancelled"
    confirmed, cancelled = smtp.wait(email, 2)
    assert confirmed.was_encrypted
    for message, method in ((confirmed, "REQUEST"), (cancelled, "CANCEL")):
        told, event = invitation(message)
        assert told == method
        assert event["DTSTART"].dt.astimezone(datetime.UTC) == moment(instant)
    assert invitation(confirmed)[1]["UID"] == invitation(cancelled)[1]["UID"]
    assert invitation(cancelled)[1]["SEQUENCE"] > invitation(confirmed)[1]["SEQUENCE"]
    assert reference in text(confirmed)


def test_at_most_3_choices_and_2_required_fields(place, browser):
    with browser.window() as page:
        visitor = Visitor(page, place.node.url)
        visitor.open(place.path)
        visitor.choose_offering(place.offering)
        visitor.choose_time()
        assert page.locator("main form[method=post] :required").count() <= 2


def test_a_client_books_with_the_keyboard_alone(place, browser):
    with browser.window() as page:
        walk(Typist(page, place.node.url), place, Client(email="keyboard@example.com"))


def test_a_chosen_time_is_held_while_the_form_is_filled(place, browser):
    with browser.window() as page, browser.window() as second:
        visitor = Visitor(page, place.node.url)
        visitor.open(f"{place.path}/{place.offering}?date={place.day(4)}")
        instant = visitor.choose_time()
        expect(page.locator("input[name=hold]")).not_to_have_value("")
        other = Visitor(second, place.node.url)
        other.open(f"{place.path}/{place.offering}?date={place.day(4)}")
        assert second.locator(f".slot time[datetime='{instant}']").count() == 0
        visitor.tell(Client(email="held@example.com"))
        visitor.send()
        visitor.reference()


def test_a_time_taken_meanwhile_is_told_with_others_beside_it(place, browser):
    with browser.window(java_script_enabled=False) as page:
        visitor = Visitor(page, place.node.url)
        visitor.open(f"{place.path}/{place.offering}?date={place.day(5)}")
        instant = visitor.choose_time()
        place.world.book(place.offering, instant).expect(201)
        visitor.tell(Client(email="late@example.com"))
        visitor.send()
        assert "/b/" not in page.url
        others = page.locator("main form [type=radio][name=start]")
        assert others.count() > 0
        another = others.first.get_attribute("value")
        assert another != instant
        assert page.locator("[name=client_email]").input_value() == "late@example.com"
        others.first.check()
        visitor.send()
        glance = place.world.guest("GET", f"/bookings/ref/{visitor.reference()}").expect(200).json
        assert glance["start"] == another


def test_a_double_click_books_once(place, browser):
    with browser.window(java_script_enabled=False) as page:
        visitor = Visitor(page, place.node.url)
        visitor.open(f"{place.path}/{place.offering}?date={place.day(7)}")
        visitor.choose_time()
        visitor.tell(Client(email="twice@example.com"))
        page.locator("main form[method=post] button.primary").dblclick()
        visitor.reference()
        found = place.world.owner("GET", f"/bookings?business_id={place.world.id}&q=twice@example.com").expect(200).json
        assert len(found["items"]) == 1


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(place, browser):
    with browser.window(java_script_enabled=False) as page:
        visitor = Visitor(page, place.node.url)
        visitor.open(f"{place.path}/{place.offering}?date={place.day(8)}")
        visitor.choose_time()
        visitor.tell(Client(name="Jane Roe", email="jane@"))
        page.locator("main form[method=post]").evaluate("form => form.noValidate = true")
        visitor.send()
        assert page.locator("[name=client_name]").input_value() == "Jane Roe"
        field = page.locator("[name=client_email]")
        assert field.get_attribute("aria-invalid") == "true"
        described = (field.get_attribute("aria-describedby") or "").split()
        assert any(page.locator(f"#{one}.error").count() for one in described)


@pytest.mark.parametrize("verdict", ["approve", "reject"])
def test_the_owner_decides_in_the_desk_and_the_client_is_told(place, browser, smtp, verdict):
    email = f"{verdict}@example.com"
    start = place.world.starts(place.asked)[0]
    placed = place.world.book(place.asked, start, client_email=email).expect(201).json
    with browser.window() as page, browser.window(size=PHONE) as phone:
        client = Visitor(phone, place.node.url)
        client.open(own_path(placed))
        assert phone.locator(".status-pending").count() > 0
        owner = Visitor(page, place.node.url)
        owner.log_in(place.username, PASSWORD)
        owner.open(f"/desk/{place.world.slug}")
        if verdict == "approve":
            owner.press(f"form[action*='{placed['id']}'][action$='/approve'] button")
        else:
            owner.open(f"/desk/{place.world.slug}/bookings/{placed['id']}")
            owner.press("a[href$='/reject']")
            page.locator("form[action$='/reject'] [name=reason]").fill("Ana is ill that day.")
            owner.press("form[action$='/reject'] button")
        outcome = "confirmed" if verdict == "approve" else "rejected"
        expect(page.locator(f".status-{outcome}, .notice").first).to_be_visible()
        client.open(own_path(placed))
        assert phone.locator(f".status-{outcome}").count() > 0
        if verdict == "reject":
            assert "Ana is ill that day." in phone.content()
    messages = smtp.wait(email, 2)
    assert len(messages) == 2
    if verdict == "reject":
        assert "Ana is ill that day." in text(messages[1])


def test_the_owner_takes_days_off_and_sees_what_lies_outside(place, browser):
    """Time off over several days, public holidays, and the bookings that the hours no longer cover."""
    for size in (DESKTOP, PHONE):
        booked = place.booked(index=8 if size is PHONE else 9)
        day = datetime.date.fromisoformat(booked["start"][:10])
        hours = f"/desk/{place.world.slug}/hours"
        with browser.window(size=size, reduced_motion="reduce") as page:
            visitor = Visitor(page, place.node.url)
            visitor.log_in(place.username, PASSWORD)
            visitor.open(hours)
            visitor.fill("from_date", day.isoformat())
            visitor.fill("through_date", (day + datetime.timedelta(days=3)).isoformat())
            page.select_option("[name=reason]", "time_off")
            visitor.press("form[action$='/exceptions'] button")
            expect(page.locator(".notice.good")).to_be_visible()
            if not page.locator("#outside").get_by_text(booked["reference"]).first.is_visible():
                visitor.press("#outside summary")
            expect(page.locator("#outside").get_by_text(booked["reference"]).first).to_be_visible()
            assert browser.findings(page) == []
            kept = place.world.owner("GET", f"/bookings/{booked['id']}").expect(200).json
            assert (kept["status"], kept["start"]) == ("confirmed", booked["start"])
            visitor.press("a[href$='/remove']")
            visitor.press("form[action$='/remove']:not(.undo) button")
            expect(page.locator("#outside")).to_have_count(0)

            visitor.open(f"{hours}/holidays")
            page.select_option("[name=country]", "ES")
            visitor.press("main form[method=get] button")
            page.wait_for_url(re.compile("country=ES"))
            page.select_option("[name=subdivision]", "MD")
            visitor.press("main form[method=get] button")
            page.wait_for_url(re.compile("subdivision=MD"))
            assert browser.findings(page) == []
            page.locator(".check input").first.check()
            visitor.press("form[method=post][action$='/holidays'] button.primary")
            page.wait_for_url(re.compile("/hours$"))
            expect(page.get_by_text("Madrid").first).to_be_visible()
            visitor.open(f"{hours}/holidays")
            expect(page.locator(".check input").first).to_be_checked()
            visitor.press("form[action$='/off'] button")
            page.wait_for_url(re.compile("/hours$"))


def test_get_changes_nothing(place, browser):
    """Mail scanners follow links."""
    booked = place.booked(index=1)
    with browser.window() as page:
        visitor = Visitor(page, place.node.url)
        visitor.open(own_path(booked) + "/cancel")
        visitor.open(f"/desk/{place.world.slug}/bookings/{booked['id']}/cancel")
    assert place.world.guest("GET", f"/bookings/ref/{booked['reference']}").json["status"] == "confirmed"


def transition(zone):
    """The next day on which the zone's clocks change, within the window."""
    zone = zoneinfo.ZoneInfo(zone)
    day = datetime.datetime.combine(datetime.date.today(), datetime.time(12), datetime.UTC)
    for ahead in range(2, 290):
        at = day + datetime.timedelta(days=ahead)
        if at.astimezone(zone).utcoffset() != (at + datetime.timedelta(days=1)).astimezone(zone).utcoffset():
            return (at + datetime.timedelta(days=1)).astimezone(zone).date()
    raise AssertionError(f"{zone} does not change its clocks")


@pytest.mark.parametrize("host", ZONES)
def test_times_are_right_in_every_zone_around_a_change_of_clocks(engine, daybook, browser, smtp, host, figure):
    place = Place(daybook(engine, **smtp.settings), zone=host)
    change, checked = transition(host), 0
    with browser.window() as page:
        visitor = Visitor(page, place.node.url)
        for guest in ZONES:
            for day in (change - datetime.timedelta(days=1), change, change + datetime.timedelta(days=1)):
                visitor.open(f"{place.path}/{place.offering}?date={day}&tz={guest}")
                slots = page.locator(".slot").all()
                assert len(slots) >= 20, f"{len(slots)} starts on {day}"
                for slot in slots:
                    instant = moment(slot.locator("time").get_attribute("datetime"))
                    local = instant.astimezone(zoneinfo.ZoneInfo(guest))
                    assert (local.date(), clock(slot.locator("time").inner_text())) == (day, (local.hour, local.minute))
                    if slot.locator("small").count():
                        at_host = instant.astimezone(zoneinfo.ZoneInfo(host))
                        assert clock(slot.locator("small").inner_text()) == (at_host.hour, at_host.minute)
                    checked += 1
                assert host.rpartition("/")[2].replace("_", " ") in page.locator("#times").inner_text()
        guest = ZONES[(ZONES.index(host) + 1) % 3]
        visitor.open(f"{place.path}/{place.offering}?date={change}&tz={guest}")
        instant = visitor.choose_time()
        email = f"zone-{ZONES.index(host)}@example.com"
        visitor.tell(Client(email=email))
        visitor.send()
        visitor.reference()
    event = invitation(smtp.wait(email)[0])[1]
    assert event["DTSTART"].dt.astimezone(datetime.UTC) == moment(instant)
    figure(f"browser: {checked} times shown around {host}'s change of clocks on {change}, in three zones: differences 0")


def states(place):
    """Every page and state that a visitor can meet, by what makes it: (name, path)."""
    world, book = place.world, place.path
    confirmed, cancelled = place.booked(index=2), place.booked(index=3)
    key = {"key": link_key(cancelled["manage_url"])}
    world.guest("PUT", f"/customer/bookings/{cancelled['id']}/cancel", key).expect(200)
    pending, rejected = place.booked(place.asked, 4), place.booked(place.asked, 5)
    world.owner("POST", f"/booking/requests/{rejected['id']}/reject", {"reason": "Ana is ill."}).expect(200)
    expired = place.booked(place.asked, 6)
    place.node.database.execute(f"UPDATE bookings SET status = 'expired' WHERE reference = '{expired['reference']}'")
    place.node.database.execute(
        "UPDATE claims SET released_at = 1 WHERE booking_id ="
        f" (SELECT id FROM bookings WHERE reference = '{expired['reference']}')"
    )
    taken = confirmed["start"]
    desk = f"/desk/{world.slug}"
    empty = World(place.node.url, name="Empty Studio")
    yield from {
        "home": "/",
        "business": book,
        "business with nothing": f"/book/{empty.slug}",
        "no such business": "/book/no-such-business",
        "times": f"{book}/{place.offering}",
        "times of another zone": f"{book}/{place.offering}?tz=Asia/Tokyo",
        "taken": f"{book}/{place.offering}/at/{taken}",
        "form": f"{book}/{place.offering}/at/{world.starts(place.offering)[5]}",
        "confirmed": own_path(confirmed),
        "cancelling": own_path(confirmed) + "/cancel",
        "cancelled": own_path(cancelled),
        "pending": own_path(pending),
        "rejected": own_path(rejected),
        "expired": own_path(expired),
        "choosing a zone": f"{book}/{place.offering}/zone",
        "a forged link": own_path(confirmed)[:-4] + "0000",
        "find": "/find",
        "found": f"/find?reference={confirmed['reference']}",
        "no such reference": "/find?reference=ZZZZZZZZ",
        "my bookings, asking": "/my",
        "login": "/login",
        "register": "/register",
        "nothing there": "/nothing/here",
        "problems": "/docs/problems",
        "outbox": "/outbox",
    }.items()
    yield from {
        "desk": desk,
        "desk, bookings": f"{desk}/bookings",
        "desk, no bookings": f"{desk}/bookings?q=nobody",
        "desk, booking": f"{desk}/bookings/{confirmed['id']}",
        "desk, request": f"{desk}/bookings/{pending['id']}",
        "desk, rejecting": f"{desk}/bookings/{pending['id']}/reject",
        "desk, cancelling": f"{desk}/bookings/{confirmed['id']}/cancel",
        "desk, ended": f"{desk}/bookings/{cancelled['id']}",
        "desk, new booking": f"{desk}/bookings/new",
        "desk, day": f"{desk}/day?date={confirmed['start'][:10]}",
        "desk, empty day": f"{desk}/day?date=2030-01-01",
        "desk, why": f"{desk}/day/why?offering_id={place.offering}&date={confirmed['start'][:10]}&time={confirmed['start'][11:16]}",
        "desk, week": f"{desk}/day/week?date={confirmed['start'][:10]}",
        "desk, month": f"{desk}/day/month?date={confirmed['start'][:10]}",
        "desk, offerings": f"{desk}/offerings",
        "desk, new offering": f"{desk}/offerings/new",
        "desk, offering": f"{desk}/offerings/{place.offering}",
        "desk, archiving": f"{desk}/offerings/{place.offering}/archive",
        "desk, resources": f"{desk}/resources",
        "desk, new resource": f"{desk}/resources/new",
        "desk, hours": f"{desk}/hours",
        "desk, search": f"{desk}/search?q=doe",
        "desk, nothing found": f"{desk}/search?q=nobody",
        "desk, hours that have passed": f"{desk}/hours?past=true",
        "desk, holidays": f"{desk}/hours/holidays",
        "desk, holidays of a country": f"{desk}/hours/holidays?country=ES",
        "desk, settings": f"{desk}/settings",
        "desk, new business": "/desk/new",
    }.items()


@pytest.mark.looks
def test_axe_finds_nothing_on_any_page_in_any_state(place, browser, figure):
    pages, findings, missing = list(states(place)), [], []
    for look in ({"size": DESKTOP, "color_scheme": "light"}, {"size": PHONE, "color_scheme": "dark"}):
        with browser.window(reduced_motion="reduce", **look) as page:
            visitor = Visitor(page, place.node.url)
            for name, path in pages:
                if name == "desk":
                    visitor.log_in(place.username, PASSWORD)
                answer = visitor.open(path)
                if answer.status == 404 and not re.search("no such|nothing there|forged", name):
                    missing.append(f"{name}: {path}")
                findings += [f"{name}: {one}" for one in browser.findings(page)]
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{name} is {wide} px wider than the window"
    assert not missing, missing
    assert not findings, "\n".join(findings)
    figure(f"browser: axe on {len(pages)} pages and states, light and dark, desktop and phone: findings 0")


@pytest.mark.looks
def test_axe_finds_nothing_on_refused_forms_dialogs_and_mails(place, browser, figure):
    findings = []
    with browser.window(size=PHONE, reduced_motion="reduce") as page:
        visitor = Visitor(page, place.node.url)
        booked = place.booked(index=7)

        def look(state):
            findings.extend(f"{state}: {one}" for one in browser.findings(page))

        visitor.open(f"{place.path}/{place.offering}?date={place.day(9)}")
        visitor.choose_time()
        page.locator("main form[method=post]").evaluate("form => form.noValidate = true")
        visitor.fill("client_email", "jane@")
        visitor.send()
        expect(page.locator("[aria-invalid=true]").first).to_be_visible()
        look("a refused booking")
        visitor.open(own_path(booked))
        visitor.press("a[href$='/cancel']")
        expect(page.locator("form[action$='/cancel']")).to_be_visible()
        look("a dialog")
        visitor.open("/find?reference=K7M2Q9XA")
        page.locator("main form[method=post]").evaluate("form => form.noValidate = true")
        visitor.fill("email", "nobody@")
        visitor.send()
        expect(page.locator("[aria-invalid=true]").first).to_be_visible()
        look("an address that is none")
        visitor.open("/login")
        visitor.fill("username", "nobody")
        visitor.fill("password", "wrong-password-7")
        visitor.send()
        look("a refused log-in")
        visitor.log_in(place.username, PASSWORD)
        for form in ("bookings/new", "offerings/new", "resources/new"):
            visitor.open(f"/desk/{place.world.slug}/{form}")
            page.locator("main form[method=post]").first.evaluate("form => form.noValidate = true")
            visitor.send()
            expect(page.locator("[aria-invalid=true]").first).to_be_visible()
            look(f"a refused {form}")
        visitor.open("/outbox")
        visitor.press("main a[href^='/outbox/']")
        page.wait_for_url(re.compile("/outbox/."))
        look("a mail")
        visitor.open("/language/es")
        visitor.open(place.path)
        assert page.locator("html").get_attribute("lang") == "es"
        look("Spanish")
    assert not findings, "\n".join(findings)
    figure("browser: axe on refused forms, a dialog, a mail and in Spanish: findings 0")


@pytest.mark.parametrize("way", WAYS)
def test_an_owner_shows_an_image_and_removes_it(place, browser, way):
    desk, findings = f"/desk/{place.world.slug}/settings", []
    with browser.window(**WAYS[way], reduced_motion="reduce") as page:
        visitor = Visitor(page, place.node.url)
        visitor.log_in(place.username, PASSWORD)

        def send(name, content):
            visitor.open(desk)
            page.locator("[name=image]").set_input_files({"name": name, "mimeType": "image/png", "buffer": content})
            visitor.fill("alt", "The pool")
            visitor.press("form[enctype] button.primary")

        def look(state):
            if "no script" not in way:
                findings.extend(f"{state}: {one}" for one in browser.findings(page))

        send("notes.png", b"no picture at all")
        expect(page.locator("#f-image-error")).to_be_visible()
        assert page.locator("[name=alt]").input_value() == "The pool"
        look("refused")
        for colour in ((40, 140, 150), (200, 120, 60)):
            send("pool.png", png(1200, 750, colour))
            expect(page.locator(".notice.good")).to_be_visible()
        assert page.locator(".pictures img").count() == 2
        look("gallery")
        second = page.locator(".pictures img").nth(1).get_attribute("src")
        visitor.press("form[action$='/cover'] button")
        expect(page.locator(".pictures img").first).to_have_attribute("src", second)
        visitor.open(place.path)
        cover = page.locator("header img.cover")
        expect(cover).to_have_attribute("alt", "The pool")
        expect(cover).to_have_js_property("complete", True)
        assert cover.get_attribute("src") == second
        assert cover.evaluate("image => image.naturalWidth") > 0
        look("cover")
        for _ in range(2):
            visitor.open(desk)
            visitor.press(".pictures a[href$='/remove']")
            visitor.press("form[action$='/remove']:not(.undo) button")
            expect(page.locator(".notice.good")).to_be_visible()
        visitor.open(place.path)
        assert page.locator("img.cover").count() == 0
    assert not findings, "\n".join(findings)


@pytest.mark.looks
def test_a_page_can_be_read_at_400_percent(place, browser):
    with browser.window(size={"width": 320, "height": 256}) as page:
        visitor = Visitor(page, place.node.url)
        for path in (place.path, f"{place.path}/{place.offering}", "/login"):
            visitor.open(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.looks
def test_the_public_page_is_light(place, browser):
    with browser.window() as page:
        sizes = []
        page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length", "0"))))
        Visitor(page, place.node.url).open(place.path)
        assert sum(sizes) < 100_000, sizes


def test_a_booking_is_moved_on_the_calendar_and_back(place, browser):
    world = place.world
    booked = place.booked(place.offering, 9)
    day = f"/desk/{world.slug}/day?date={booked['start'][:10]}"
    with browser.window() as page:
        visitor = Visitor(page, place.node.url)
        visitor.log_in(place.username, PASSWORD)
        visitor.open(day)
        slab = page.locator(f"[data-booking='{booked['id']}']")
        slab.scroll_into_view_if_needed()
        before = slab.get_attribute("data-from")
        box, quarter = slab.bounding_box(), page.locator(".hours li").first.bounding_box()["height"] / 4
        page.mouse.move(box["x"] + 30, box["y"] + 8)
        page.mouse.down()
        page.mouse.move(box["x"] + 30, box["y"] + 8 + quarter, steps=4)
        page.mouse.up()
        expect(page.locator(".toast button")).to_be_visible()
        moved = world.owner("GET", f"/bookings/{booked['id']}").json
        assert moment(moved["start"]) - moment(booked["start"]) == datetime.timedelta(minutes=15)
        assert page.url.endswith(day)
        page.click(".toast button")
        expect(slab).to_have_attribute("data-from", before)
        expect(slab).not_to_have_class(re.compile("moving"))
        slab.locator("a").focus()
        # Faster than the answers come: none is lost, and each counts from where the one before it leads.
        lasting = int(slab.get_attribute("data-minutes"))
        for key in ["Alt+ArrowDown", "Alt+ArrowDown", "Alt+Shift+ArrowDown"]:
            page.keyboard.press(key)
        expect(slab).to_have_attribute("data-minutes", str(lasting + 15))
        expect(slab).to_have_attribute("data-from", str(int(before) + 30))
        assert page.evaluate("document.activeElement.closest('[data-booking]')?.dataset.booking") == booked["id"]
        assert browser.findings(page) == []
    history = world.owner("GET", f"/bookings/{booked['id']}").json
    assert history["status"] == "confirmed"


def test_a_place_in_a_column_of_the_calendar_begins_a_booking_with_whose_it_is(place, browser):
    booked = place.booked(place.offering, 10)
    date = booked["start"][:10]
    with browser.window() as page:
        visitor = Visitor(page, place.node.url)
        visitor.log_in(place.username, PASSWORD)
        visitor.open(f"/desk/{place.world.slug}/day?date={date}")
        lanes = page.locator(".lane[data-resource]")
        assert lanes.count()
        for number in range(lanes.count()):
            visitor.open(f"/desk/{place.world.slug}/day?date={date}")
            resource = lanes.nth(number).get_attribute("data-resource")
            last = page.locator(".hours li").last
            last.scroll_into_view_if_needed()
            head, hour = lanes.nth(number).locator("h2").bounding_box(), last.bounding_box()
            page.mouse.dblclick(head["x"] + head["width"] / 2, hour["y"] + hour["height"] / 8)
            page.wait_for_url(re.compile("/bookings/new"))
            assert f"resource_id={resource}" in page.url and f"date={date}" in page.url, page.url
            expect(page.locator("[name=date]").last).to_have_value(date)
            chosen = page.locator("select[name^=resource_]")
            if chosen.count():
                expect(chosen.first).to_have_value(resource)
