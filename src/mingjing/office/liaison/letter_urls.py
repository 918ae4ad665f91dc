"""Addresses of letters, listings, joint cases, meetings; shared by bureaus and partner departments."""

from django.urls import URLPattern, URLResolver, path

from mingjing.office.liaison.views import joints, letters, listings, matters, meetings, together

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/<str:number>/liaison/", together.page, name="case"),
    path("letters/", letters.index, name="letters"),
    path("letters/new/", letters.new, name="letter-new"),
    path("letters/send/", letters.send, name="letter-send"),
    path("letters/enter/", letters.enter, name="letter-enter"),
    path("letters/dispatch/<int:pk>/", letters.dispatch, name="letter-dispatch"),
    path("letters/<int:pk>/", letters.page, name="letter"),
    path("letters/<int:pk>/file/", letters.file, name="letter-file"),
    path("letters/<int:pk>/replies/<int:reply>/file/", letters.reply_file, name="reply-file"),
    path("letters/<int:pk>/pdf/", letters.pdf_file, name="letter-pdf"),
    path("letters/<int:pk>/replies/<int:reply>/pdf/", letters.reply_pdf, name="reply-pdf"),
    path("letters/<int:pk>/<slug:name>/", letters.step, name="letter-step"),
    path("listings/", listings.index, name="listings"),
    path("listings/new/", listings.new, name="listing-new"),
    path("listings/<int:pk>/", listings.page, name="listing"),
    path("listings/<int:pk>/<slug:name>/", listings.step, name="listing-step"),
    path("joint-cases/", joints.index, name="joints"),
    path("joint-cases/new/", joints.new, name="joint-new"),
    path("joint-cases/<int:pk>/", joints.page, name="joint"),
    path("joint-cases/<int:pk>/<slug:name>/", joints.step, name="joint-step"),
    path("meetings/", meetings.index, name="meetings"),
    path("meetings/new/", meetings.new, name="meeting-new"),
    path("meetings/<int:pk>/", meetings.page, name="meeting"),
    path("meetings/<int:pk>/<slug:name>/", meetings.step, name="meeting-step"),
    path("resolutions/", meetings.resolutions, name="resolutions"),
    path("liaison-files/<int:pk>/", matters.download_file, name="liaison-file"),
]
