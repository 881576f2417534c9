from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_search_words")]
    operations = [
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                ("bare", models.CharField(db_collation="C", max_length=100, primary_key=True, serialize=False)),
                ("text", models.CharField(max_length=100)),
                ("count", models.PositiveIntegerField()),
            ],
        ),
    ]
