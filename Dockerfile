# Serves a student, an agent with a chat model, or the environment: the arguments are those of `star serve`. compose.workers.yaml runs
# `star work` with it.
FROM node:20-bookworm AS build
WORKDIR /source
COPY . .
RUN npm ci && npm pack --pack-destination /tmp
WORKDIR /app
RUN cp /source/.npmrc . && npm init --yes > /dev/null && npm install --omit=dev /tmp/langgraph-star-*.tgz \
    @langchain/core@1.4.0 @langchain/langgraph@1.7.3 @langchain/openai@1.5.8 \
    hono@4.13.19 @hono/node-server@2.1.8 prom-client@15.1.3 onnxruntime-node@1.30.0 \
    pg@8.23.1 pg-boss@10.4.2

FROM node:20-bookworm-slim
COPY --from=build /app /app
COPY docker/health.mjs /app/health.mjs
ENV PATH=/app/node_modules/.bin:$PATH
USER node
EXPOSE 7828
HEALTHCHECK --interval=15s --timeout=5s --start-period=2m CMD ["node", "/app/health.mjs"]
ENTRYPOINT ["star", "serve"]
CMD ["--help"]
