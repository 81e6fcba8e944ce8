"""The cards of the people whom a visitor of the demo may become."""

import re


def test_the_headings_of_the_cards_follow_those_of_the_page_they_stand_on(new_app):
    client = new_app(demo=True).test_client()

    for address, expected in (("/demo", "12222"), ("/signin", "1223333")):
        assert "".join(re.findall(r"<h(\d)", client.get(address).text)) == expected, address
