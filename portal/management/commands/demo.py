"""A living site to look around in: texts, pictures, comments, accounts. For trying out only."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from comments.matters import Matter, working_days_after
from comments.models import Answer, Comment, Department, Grounds
from comments.screening import fingerprint
from comments.sending import screen, stored
from directives.models import Directive, DocumentType, Field, IssuingBody, Relation, Term
from galleries.models import Gallery, GalleryPicture
from news.models import Article, ArticleImage, Bulletin, BulletinEntry, Category, Reads, Topic
from pages import weather
from pages.models import Alert, Block, Page, Person, WeatherPlace
from pages.skies import imagined
from portal import images, roles
from portal.demo import content, pictures
from portal.models import Link, LinkBox, SiteSettings
from portal.text import paragraphs
from readers.models import FaultReport, Poll, PollOption, Vote

ANSWER_DAYS = 15
PASSWORD = "dan-van-kheo-2026"  # noqa: S105 - printed on purpose; the command refuses to run in production


class Command(BaseCommand):
    help = "Nạp nội dung trình diễn (chỉ khi DEBUG bật)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="không làm gì nếu trang đã có nội dung")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Nội dung trình diễn có mật khẩu công khai nên chỉ nạp khi DEBUG bật.")
        demo = content.load(timezone.now())
        if Article.objects.exists() or SiteSettings.objects.exists():
            if not options["once"]:
                raise CommandError("Trang đã có nội dung; nội dung trình diễn chỉ nạp vào trang trống.")
        else:
            self.stderr.write("Đang nạp nội dung trình diễn…")
            with transaction.atomic():
                Loader(demo).load()
        self._introduce(demo)

    def _introduce(self, demo: content.Content) -> None:
        known = set(User.objects.values_list("username", flat=True))
        for account in demo.accounts:
            if account.username in known:
                self.stdout.write(f"  {account.role:<18} {account.username:<14} {PASSWORD}")


def _prepared(drawing: tuple[str, str, int]) -> images.Prepared:
    kind, scene, seed = drawing
    return images.prepare(pictures.cover(scene, seed) if kind == "cover" else pictures.draw(scene, seed))


class Loader:
    """Saves the demo's rows through the models' own doors; later rows find earlier ones by their keys."""

    def __init__(self, demo: content.Content) -> None:
        self.demo = demo
        self.users: dict[str, User] = {}
        self.articles: dict[str, Article] = {}
        self.directives: dict[str, Directive] = {}
        self.drawn: dict[tuple[str, str, int], images.Prepared] = {}

    def load(self) -> None:
        self.site()
        self._accounts()
        self._register()
        self._draw()
        self._news()
        self._galleries()
        self._institution()
        self._comments()
        self._readers()

    def site(self) -> None:
        site = self.demo.site
        SiteSettings.objects.create(**{name: getattr(site, name) for name in site.__slots__})
        for order, box in enumerate(self.demo.link_boxes):
            row = LinkBox.objects.create(title=box.title, placement=box.placement, order=order)
            for place, (label, url) in enumerate(box.links):
                Link.objects.create(box=row, label=label, url=url, order=place)

    def _accounts(self) -> None:
        for account in self.demo.accounts:
            family, _, given = account.full_name.rpartition(" ")
            user = User.objects.create_user(
                account.username, password=PASSWORD, is_staff=True, last_name=family, first_name=given
            )
            user.groups.add(Group.objects.get(name=account.role))
            self.users.setdefault(account.role, user)

    def _register(self) -> None:
        types = {
            t.name: DocumentType.objects.create(name=t.name, abbreviation=t.abbreviation)
            for t in self.demo.document_types
        }
        fields = {name: Field.objects.create(name=name) for name in self.demo.fields}
        bodies: dict[str, IssuingBody] = {}
        for body in self.demo.issuing_bodies:
            body_columns = ("name", "mark", "superior_name", "numbering", "valid_until")
            bodies[body.key] = IssuingBody.objects.create(
                **{name: getattr(body, name) for name in body_columns}
            )
            for term in body.terms:
                Term.objects.create(
                    body=bodies[body.key], name=term.name, starts_on=term.starts_on, ends_on=term.ends_on
                )
        columns: tuple[str, ...] = (
            "symbol", "issued_on", "in_force_from", "in_force_until", "subject", "body", "place",
            "signing_authority",
            "signer_position", "signer", "signed_and_sealed", "comments_open", "published_at",
        )  # fmt: skip
        for text in self.demo.directives:
            row = Directive.objects.create(
                type=types[text.type],
                issuing_body=bodies[text.issuing_body],
                recipients="\n".join(text.recipients),
                consultation=text.consultation is not None,
                comments_from=text.consultation[0] if text.consultation else None,
                comments_until=text.consultation[1] if text.consultation else None,
                **{name: getattr(text, name) for name in columns},
                **self._signed("published"),
            )
            row.fields.set(fields[name] for name in text.fields)
            self.directives[text.key] = row
        for text in self.demo.directives:
            for relation in text.relations:
                Relation.objects.create(
                    source=self.directives[text.key],
                    target=self.directives[relation.target],
                    kind=relation.kind,
                    effective_on=relation.effective_on,
                    partial=relation.partial,
                )

    def _draw(self) -> None:
        """Every picture once, on all cores: drawing takes longer than everything else together."""
        wanted = {("scene", p.scene, p.seed) for article in self.demo.articles for p in article.pictures}
        wanted |= {("scene", p.scene, p.seed) for gallery in self.demo.galleries for p in gallery.pictures}
        wanted |= {("cover", b.cover_scene, b.cover_seed) for b in self.demo.bulletins}
        ordered = sorted(wanted)
        with ProcessPoolExecutor() as pool:
            self.drawn = dict(zip(ordered, pool.map(_prepared, ordered, chunksize=4), strict=True))

    def _news(self) -> None:
        categories = {
            row.slug: Category.objects.create(
                name=row.name, slug=row.slug, description=row.description, order=order
            )
            for order, row in enumerate(self.demo.categories)
        }
        columns = (
            "title", "published_at", "lead", "body", "byline", "source_name", "source_url", "featured",
            "comments_open",
            "withdrawn_reason", "return_note",
        )  # fmt: skip
        for article in self.demo.articles:
            row = Article.objects.create(
                category=categories[article.category],
                **{name: getattr(article, name) for name in columns},
                **self._signed(article.state),
            )
            for order, picture in enumerate(article.pictures):
                image = ArticleImage(article=row, caption=picture.caption, alt=picture.alt, order=order)
                image.store(self.drawn["scene", picture.scene, picture.seed])
                image.save()
            self.articles[article.key] = row
        for issue in self.demo.bulletins:
            issue_columns = ("number", "month", "year", "title", "introduction", "published_at", "cover_alt")
            bulletin = Bulletin(
                **{name: getattr(issue, name) for name in issue_columns}, **self._signed("published")
            )
            bulletin.store(self.drawn["cover", issue.cover_scene, issue.cover_seed])
            bulletin.save()
            for order, entry in enumerate(issue.entries):
                BulletinEntry.objects.create(
                    bulletin=bulletin,
                    article=self.articles[entry.article],
                    section=entry.section,
                    order=order,
                )

    def _galleries(self) -> None:
        for gallery in self.demo.galleries:
            columns = ("title", "introduction", "byline", "published_at")
            row = Gallery.objects.create(
                **{name: getattr(gallery, name) for name in columns}, **self._signed("published")
            )
            for order, picture in enumerate(gallery.pictures):
                image = GalleryPicture(gallery=row, caption=picture.caption, alt=picture.alt, order=order)
                image.store(self.drawn["scene", picture.scene, picture.seed])
                image.save()

    def _institution(self) -> None:
        pages: dict[str, Page] = {}
        for order, page in enumerate(self.demo.pages):
            pages[page.slug] = Page.objects.create(
                slug=page.slug,
                title=page.title,
                body=page.body,
                parent=pages.get(page.parent),
                language=page.language,
                order=order,
                published_at=self.demo.articles[0].published_at,
                **self._signed("published"),
            )
        for order, person in enumerate(self.demo.people):
            columns = {name: getattr(person, name) for name in person.__slots__}
            Person.objects.create(order=order, **columns)
        for order, place in enumerate(self.demo.weather_places):
            row = WeatherPlace.objects.create(
                name=place.name, latitude=place.latitude, longitude=place.longitude, order=order
            )
            weather.renew(row, lambda latitude, longitude: imagined(latitude, longitude, timezone.now()))
        for alert in self.demo.alerts:
            Alert.objects.create(
                text=alert.text, level=alert.level, url=alert.url, since=timezone.now(), until=alert.until
            )
        for topic in self.demo.topics:
            event = Topic.objects.create(name=topic.name, description=topic.description)
            event.articles.set(self.articles[key] for key in topic.articles)
        for order, kind in enumerate(Block.USUAL):
            Block.objects.create(kind=kind, order=order)

    def _signed(self, state: str) -> dict[str, Any]:
        """The state of a text, with the people who brought it there."""
        editor, publisher = self.users[roles.EDITOR], self.users[roles.PUBLISHER]
        people: dict[str, Any] = {"status": state, "created_by": editor}
        if state != "draft":
            people |= {"submitted_by": editor, "submitted_at": timezone.now()}
        if state in {"published", "withdrawn"}:
            people["published_by"] = publisher
        return people

    def _comments(self) -> None:
        moderator = self.users[roles.MODERATOR]
        matters = {
            row.name: Matter.objects.create(
                name=row.name, department=self._department(row.department), order=order
            )
            for order, row in enumerate(self.demo.matters)
        }
        sent = [*self.demo.comments, *self.demo.questions]
        for opinion in sorted(sent, key=lambda row: row.sent_at):
            decided = (
                {"decided_by": moderator, "decided_at": opinion.decided_at} if opinion.decided_at else {}
            )
            article = self.articles.get(opinion.article)
            directive = self.directives.get(opinion.directive)
            # As the form cleans it: the places that screening finds are places in the stored text.
            text = paragraphs(opinion.text)
            matter = matters.get(opinion.matter)
            reasons = screen(opinion.name, text, article or directive or matter) if text else []
            asked_on = timezone.localdate(opinion.sent_at)
            usual = matter.department if matter else None
            row = Comment.objects.create(
                article=article,
                directive=directive,
                matter=matter,
                answer_by=working_days_after(asked_on, ANSWER_DAYS) if matter else None,
                section=opinion.section,
                name=opinion.name,
                text=text,
                screening=[stored(reason) for reason in reasons],
                fingerprint=fingerprint(text) if text else "",
                email=opinion.email,
                state=opinion.state,
                sent_at=opinion.sent_at,
                published_at=opinion.decided_at if opinion.state in {"published", "removed"} else None,
                grounds=Grounds.objects.get(label=opinion.grounds) if opinion.grounds else None,
                note=opinion.note,
                department=self._department(opinion.department) if opinion.department else usual,
                **decided,
            )
            if opinion.answer:
                Answer.objects.create(
                    comment=row,
                    department=self._department(opinion.answer.department),
                    text=opinion.answer.text,
                    outcome=opinion.answer.outcome,
                    answered_on=opinion.answer.answered_on,
                    answered_by=moderator,
                )

    def _readers(self) -> None:
        for poll in self.demo.polls:
            row = Poll.objects.create(
                question=poll.question,
                explanation=poll.explanation,
                opens_at=poll.opens_at,
                closes_at=poll.closes_at,
            )
            for order, (text, votes) in enumerate(poll.options):
                option = PollOption.objects.create(poll=row, text=text, order=order)
                Vote.objects.bulk_create(
                    Vote(poll=row, option=option, form_token=token_hex(16), sent_at=poll.opens_at)
                    for _ in range(votes)
                )
        newest = Article.objects.published().newest()[: len(self.demo.reads)]
        Reads.objects.bulk_create(
            Reads(article=article, count=count)
            for article, count in zip(newest, self.demo.reads, strict=True)
        )
        for fault in self.demo.faults:
            FaultReport.objects.create(
                article=self.articles[fault.article],
                words=fault.words,
                note=fault.note,
                sent_at=fault.sent_at,
                form_token=token_hex(16),
            )

    @staticmethod
    def _department(name: str) -> Department:
        return Department.objects.get_or_create(name=name)[0]
