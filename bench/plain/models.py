"""The columns of an article and of what is said under it that a plain page shows."""

from django.db import models


class Category(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100)

    class Meta:
        managed = False
        db_table = "news_category"

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    title = models.CharField(max_length=300)
    slug = models.SlugField(max_length=100)
    lead = models.TextField()
    body = models.TextField()
    byline = models.CharField(max_length=200)
    status = models.CharField(max_length=10)
    published_at = models.DateTimeField()
    category = models.ForeignKey(Category, models.PROTECT)

    class Meta:
        managed = False
        db_table = "news_article"

    def __str__(self) -> str:
        return self.title


class Comment(models.Model):
    name = models.CharField(max_length=80)
    text = models.TextField()
    state = models.CharField(max_length=10)
    published_at = models.DateTimeField()
    article = models.ForeignKey(Article, models.PROTECT)

    class Meta:
        managed = False
        db_table = "comments_comment"

    def __str__(self) -> str:
        return self.name
