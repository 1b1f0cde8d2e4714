# docarchive: one image for web, worker and clock. Debian 12, whose Tesseract 5.3 is the one that the tests read with.
FROM python:3.11-slim-bookworm AS build
WORKDIR /source
COPY setup.cfg pyproject.toml README.md LICENSE ./
COPY docarchive docarchive
COPY workers workers
RUN pip wheel --no-cache-dir --wheel-dir /wheels ".[distributed,fast,second]"

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-vie tesseract-ocr-eng fonts-croscore tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 1000 --create-home docarchive \
    && install -d -o docarchive -g docarchive /data
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels "docarchive[distributed,fast,second]"
USER docarchive
WORKDIR /home/docarchive
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OMP_THREAD_LIMIT=1 DOCARCHIVE_DATA=/data
VOLUME /data
EXPOSE 8080
CMD ["docarchive", "serve"]
