"""The cards of the people whom a visitor of the demo may become."""

import re


def test_the_headings_of_the_cards_follow_those_of_the_page_they_stand_on(new_app):
    client = new_app(demo=True).test_client()

    for address, expected in (("/demo", "1222222"), ("/signin", "122333333")):
        assert "".join(re.findall(r"<h(\d)", client.get(address).text)) == expected, address
