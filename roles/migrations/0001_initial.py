"""The tables of the content model, of publishing and of the publication log."""

import datetime
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import roles.validators
import taggit.managers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The name visitors see, in its own casing.', max_length=100)),
                ('slug', models.CharField(help_text="The last part of the category's address. When it changes, every old address keeps working and leads to the new one.", max_length=100, unique=True, validators=[roles.validators.validate_slug], verbose_name='address')),
                ('introduction', models.TextField(blank=True, help_text="One or two paragraphs at the top of the category's page. Markdown: paragraphs, lists, **strong**, *emphasis* and links.")),
            ],
            options={
                'verbose_name_plural': 'categories',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='category_name_unique', violation_error_message='There is already a category with this name.'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='category_name_given'), models.CheckConstraint(condition=models.Q(('slug', ''), _negated=True), name='category_slug_given')],
            },
        ),
        migrations.CreateModel(
            name='FactKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(help_text='Shown before the fact on every page, also on pages that are live now.', max_length=100)),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='New roles list the standard kinds in this order, smallest first.')),
                ('standard', models.BooleanField(default=False, help_text="A new role's form starts with an empty row for each of these kinds.", verbose_name='offered for every role')),
                ('facet', models.CharField(blank=True, choices=[('education', 'Education level'), ('experience', 'Years of experience'), ('ai-impact', 'AI impact')], help_text='Which filter of the lists is derived from the text of these facts, if any.', max_length=20, verbose_name='feeds the filter')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('label'), name='fact_kind_label_unique', violation_error_message='There is already a kind with this label.'), models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='fact_kind_label_given'), models.CheckConstraint(condition=models.Q(('facet__in', ['', 'education', 'experience', 'ai-impact'])), name='fact_kind_facet_known')],
            },
        ),
        migrations.CreateModel(
            name='LogHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='log_head_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('payload', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('imported_publication', models.JSONField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_by', models.ForeignKey(blank=True, help_text="Empty: saved by an operator's command.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('update', 'Update'), ('correction', 'Correction')], max_length=20)),
                ('change_note', models.TextField(blank=True)),
                ('title', models.CharField(max_length=200)),
                ('sort_title', models.CharField(max_length=200)),
                ('letter', models.CharField(max_length=1)),
                ('slug', models.CharField(max_length=150)),
                ('summary', models.TextField()),
                ('education', models.PositiveSmallIntegerField(choices=[(0, 'No formal education'), (1, 'High school'), (2, 'Vocational certificate'), (3, 'Associate degree'), (4, "Bachelor's degree"), (5, "Master's degree"), (6, 'Doctorate or professional degree')], null=True)),
                ('experience_from', models.PositiveSmallIntegerField(help_text='Years.', null=True)),
                ('experience_to', models.PositiveSmallIntegerField(help_text='Years.', null=True)),
                ('ai_impact', models.CharField(blank=True, choices=[('strong-tailwind', 'Strong tailwind'), ('tailwind', 'Tailwind'), ('mixed', 'Mixed'), ('neutral', 'Little change'), ('headwind', 'Headwind'), ('strong-headwind', 'Strong headwind')], max_length=20)),
                ('published', models.DateTimeField(verbose_name='first published')),
                ('updated', models.DateTimeField(verbose_name='last updated')),
                ('checked', models.DateTimeField(null=True, verbose_name='last checked')),
                ('live_from', models.DateTimeField()),
                ('live_until', models.DateTimeField(default=datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))),
                ('payload', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('html', models.JSONField()),
                ('html_version', models.PositiveSmallIntegerField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='roles.category')),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tags', models.ManyToManyField(blank=True, related_name='editions', to='taggit.tag')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='roles.revision')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='The job title in the singular and in its own casing.', max_length=200)),
                ('slug', models.CharField(blank=True, help_text="The last part of the page's address. Leave it empty to have it made from the title.", max_length=150, validators=[roles.validators.validate_slug], verbose_name='address')),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences. Needed before the role can be published.')),
                ('seo_title', models.CharField(blank=True, help_text='Leave it empty to use the title.', max_length=200, verbose_name='search engine title')),
                ('seo_description', models.TextField(blank=True, help_text='Leave it empty to use the beginning of the summary.', verbose_name='search engine description')),
                ('also_called', models.JSONField(blank=True, default=list, help_text='Other titles the role goes by, one per line.', verbose_name='alternative titles')),
                ('duties', models.JSONField(blank=True, default=list, help_text='One duty per line; bullets pasted from a document are removed.')),
                ('overview', models.TextField(blank=True, help_text='Markdown: paragraphs, lists, **strong**, *emphasis* and links.')),
                ('qualifications', models.JSONField(blank=True, default=list, help_text='A line ending in a colon is a heading; lines beginning with “- ” are its bullets; other lines are prose.')),
                ('outlook', models.TextField(blank=True, help_text='Markdown: paragraphs, lists, **strong**, *emphasis* and links.', verbose_name='career outlook')),
                ('cover_letter', models.TextField(blank=True, help_text='Plain paragraphs. Write what the reader fills in as [Company], [Your Name].', verbose_name='sample cover letter')),
                ('education_override', models.CharField(blank=True, choices=[('none', 'No value'), ('0', 'No formal education'), ('1', 'High school'), ('2', 'Vocational certificate'), ('3', 'Associate degree'), ('4', "Bachelor's degree"), ('5', "Master's degree"), ('6', 'Doctorate or professional degree')], help_text='Leave it empty to derive the value from “Typical education”.', max_length=4, verbose_name='education filter')),
                ('experience_override', models.CharField(blank=True, help_text='Years, as 3, 3-5 or 10+, or “none” for no value. Leave it empty to derive the years from “Typical experience”.', max_length=10, validators=[roles.validators.validate_experience_override], verbose_name='experience filter')),
                ('ai_impact_override', models.CharField(blank=True, choices=[('none', 'No value'), ('strong-tailwind', 'Strong tailwind'), ('tailwind', 'Tailwind'), ('mixed', 'Mixed'), ('neutral', 'Little change'), ('headwind', 'Headwind'), ('strong-headwind', 'Strong headwind')], help_text='Leave it empty to derive the verdict from “AI impact”.', max_length=20, verbose_name='AI impact filter')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='roles.category')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text='Skills and topics, separated by commas, such as sql, patient care.', through='taggit.TaggedItem', to='taggit.Tag', verbose_name='Tags')),
            ],
            options={
                'ordering': ['title'],
                'permissions': [('publish_role', 'Can publish a role now'), ('schedule_role', 'Can schedule a role and cancel a schedule'), ('withdraw_role', 'Can withdraw a role'), ('check_role', 'Can mark a role as checked')],
            },
        ),
        migrations.AddField(
            model_name='revision',
            name='role',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='roles.role'),
        ),
        migrations.CreateModel(
            name='RelatedRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_roles', to='roles.role')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_from', to='roles.role')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Redirect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=260, unique=True)),
                ('public_from', models.DateTimeField()),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='redirects', to='roles.category')),
                ('role', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='redirects', to='roles.role')),
            ],
            options={
                'ordering': ['path'],
            },
        ),
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveBigIntegerField(unique=True)),
                ('at', models.DateTimeField()),
                ('visible_from', models.DateTimeField()),
                ('action', models.CharField(max_length=30)),
                ('keys', models.JSONField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='roles.category')),
                ('edition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.edition')),
                ('role', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.role')),
            ],
            options={
                'verbose_name_plural': 'publication log',
                'ordering': ['-position'],
            },
        ),
        migrations.CreateModel(
            name='FAQ',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=500)),
                ('answer', models.TextField(help_text='Markdown: paragraphs, lists, **strong**, *emphasis* and links.')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='faqs', to='roles.role')),
            ],
            options={
                'verbose_name': 'FAQ',
                'verbose_name_plural': 'FAQs',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(help_text='As a reader should see it: a range, a list, a sentence, “Varies by role”.')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='roles.factkind')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='roles.role')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='edition',
            name='role',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='roles.role'),
        ),
        migrations.AddIndex(
            model_name='role',
            index=models.Index(fields=['title'], name='role_by_title'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.UniqueConstraint(fields=('category', 'slug'), name='role_address_unique', violation_error_message='Another role of this category has this address.'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='role_title_given'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.CheckConstraint(condition=models.Q(('slug', ''), _negated=True), name='role_slug_given'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(fields=('role', 'number'), name='revision_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='relatedrole',
            constraint=models.UniqueConstraint(fields=('role', 'target'), name='related_role_once', violation_error_message='Each related role can be chosen only once.'),
        ),
        migrations.AddConstraint(
            model_name='relatedrole',
            constraint=models.CheckConstraint(condition=models.Q(('role', models.F('target')), _negated=True), name='related_role_is_another', violation_error_message='A role cannot be related to itself.'),
        ),
        migrations.AddConstraint(
            model_name='redirect',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('category__isnull', True), ('role__isnull', False)), models.Q(('category__isnull', False), ('role__isnull', True)), _connector='OR'), name='redirect_has_one_owner'),
        ),
        migrations.AddIndex(
            model_name='logentry',
            index=models.Index(fields=['visible_from'], name='log_entry_by_moment'),
        ),
        migrations.AddConstraint(
            model_name='faq',
            constraint=models.CheckConstraint(condition=models.Q(('question', ''), _negated=True), name='faq_question_given'),
        ),
        migrations.AddConstraint(
            model_name='faq',
            constraint=models.CheckConstraint(condition=models.Q(('answer', ''), _negated=True), name='faq_answer_given'),
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.UniqueConstraint(fields=('role', 'kind'), name='fact_kind_once_per_role', violation_error_message='Each kind of fact can stand only once in a role.'),
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='fact_text_given'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['slug', '-live_from'], name='edition_by_address'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['live_until', 'sort_title'], name='edition_a_to_z'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['live_from'], name='edition_by_live_from'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['category', 'live_until', 'sort_title'], name='edition_by_category'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['live_until', '-updated'], name='edition_by_updated'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('role', 'number'), name='edition_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('live_until__gte', models.F('live_from'))), name='edition_range_runs_forward'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('updated__gte', models.F('published'))), name='edition_updated_after_published'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('slug', ''), _negated=True), models.Q(('summary', ''), _negated=True)), name='edition_title_slug_summary_given'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('experience_to__isnull', True), ('experience_to__gte', models.F('experience_from')), _connector='OR'), name='edition_experience_runs_forward'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['update', 'correction'])), name='edition_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('ai_impact__in', ['', 'strong-tailwind', 'tailwind', 'mixed', 'neutral', 'headwind', 'strong-headwind'])), name='edition_ai_impact_known'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('education__isnull', True), ('education__in', [0, 1, 2, 3, 4, 5, 6]), _connector='OR'), name='edition_education_known'),
        ),
    ]
