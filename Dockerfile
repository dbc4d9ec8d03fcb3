# The course in a container; its root may also grade (docs/security.md). docs/everywhere.md shows how it is started.
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends bubblewrap ca-certificates git libseccomp2 make python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
ENV LANG=C.UTF-8
ENV PATH=/opt/course/bin:/usr/local/bin:/usr/bin:/bin
WORKDIR /course
COPY requirements.txt ./
RUN python3 -m venv /opt/course && python -m pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN python -m pip install --no-cache-dir --no-build-isolation --no-deps -e .
EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser", "--allow-root", "--ServerApp.root_dir=assignments/word2vec"]
