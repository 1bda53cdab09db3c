# syntax=docker/dockerfile:1
# docker build -t admission-guard/webhook:0.1.0 .
#
# One image, three programs: the webhook, the command line as `docker run --entrypoint /app/admission-guard …`, and the companion as
# /app/admission-guard-verifier.

# Where the .NET images come from; a mirror is named with --build-arg.
ARG DOTNET_IMAGES=mcr.microsoft.com/dotnet

# On the builder's own processor, whatever the image is for: the compiler writes code for others too.
FROM --platform=$BUILDPLATFORM ${DOTNET_IMAGES}/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Packages are a layer of their own, which is made anew only when a project file changes.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/Directory.Build.props src/
COPY src/AdmissionGuard.Core/AdmissionGuard.Core.csproj src/AdmissionGuard.Core/
COPY src/AdmissionGuard.Kubernetes/AdmissionGuard.Kubernetes.csproj src/AdmissionGuard.Kubernetes/
COPY src/AdmissionGuard.Enforcement/AdmissionGuard.Enforcement.csproj src/AdmissionGuard.Enforcement/
COPY src/AdmissionGuard.Serving/AdmissionGuard.Serving.csproj src/AdmissionGuard.Serving/
COPY src/AdmissionGuard.Webhook/AdmissionGuard.Webhook.csproj src/AdmissionGuard.Webhook/
COPY src/AdmissionGuard.Cli/AdmissionGuard.Cli.csproj src/AdmissionGuard.Cli/
COPY src/AdmissionGuard.Verifier/AdmissionGuard.Verifier.csproj src/AdmissionGuard.Verifier/
RUN dotnet restore src/AdmissionGuard.Webhook -a $TARGETARCH -p:PublishReadyToRun=true \
 && dotnet restore src/AdmissionGuard.Cli -a $TARGETARCH -p:PublishReadyToRun=true \
 && dotnet restore src/AdmissionGuard.Verifier -a $TARGETARCH -p:PublishReadyToRun=true

# Warnings are errors here too, so that the rules for them come along.
COPY .editorconfig ./
COPY eng/BannedSymbols.txt eng/
COPY src/ src/
RUN dotnet publish src/AdmissionGuard.Webhook -c Release --self-contained false -a $TARGETARCH -p:PublishReadyToRun=true --no-restore -o /app \
 && dotnet publish src/AdmissionGuard.Cli -c Release --self-contained false -a $TARGETARCH -p:PublishReadyToRun=true --no-restore -o /app \
 && dotnet publish src/AdmissionGuard.Verifier -c Release --self-contained false -a $TARGETARCH -p:PublishReadyToRun=true --no-restore -o /app

# Neither shell nor package manager, and a user who is not root.
FROM ${DOTNET_IMAGES}/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app .
# Without diagnostics the runtime writes no socket to /tmp, and the root file system can be read-only.
ENV DOTNET_EnableDiagnostics=0
EXPOSE 8443 8080
USER $APP_UID
ENTRYPOINT ["/app/admission-guard-webhook"]
