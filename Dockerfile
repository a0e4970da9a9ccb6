# Dhmad's server. For one process, or one with a standby:  docker build -t dhmad .
# For the nodes of a cluster:                              docker build -t dhmad-cluster --build-arg GrainHost=Orleans .

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG GrainHost=Embedded
WORKDIR /source

# Packages first: they are fetched again only when these files change.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY src/Dhmad.Api/Dhmad.Api.csproj src/Dhmad.Api/packages.lock.json src/Dhmad.Api/
COPY src/Dhmad.Domain/Dhmad.Domain.csproj src/Dhmad.Domain/packages.lock.json src/Dhmad.Domain/
COPY src/Dhmad.Embedded/Dhmad.Embedded.csproj src/Dhmad.Embedded/packages.lock.json src/Dhmad.Embedded/
COPY src/Dhmad.Grains/Dhmad.Grains.csproj src/Dhmad.Grains/packages.lock.json src/Dhmad.Grains/
COPY src/Dhmad.Grains.Interfaces/Dhmad.Grains.Interfaces.csproj src/Dhmad.Grains.Interfaces/packages.lock.json \
    src/Dhmad.Grains.Interfaces/
COPY src/Dhmad.Silo/Dhmad.Silo.csproj src/Dhmad.Silo/packages.lock.json src/Dhmad.Silo/
COPY src/Dhmad.Storage/Dhmad.Storage.csproj src/Dhmad.Storage/packages.lock.json src/Dhmad.Storage/
# The committed lock files are those of the embedded host.
RUN if [ "$GrainHost" = Orleans ]; then dotnet restore src/Dhmad.Api -p:GrainHost=Orleans; \
    else dotnet restore src/Dhmad.Api -p:GrainHost="$GrainHost" --locked-mode; fi

COPY .editorconfig BannedSymbols.txt ./
COPY src/ src/
RUN dotnet publish src/Dhmad.Api -c Release -p:GrainHost="$GrainHost" --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
COPY --from=build /app /app
# The program belongs to root and runs as somebody else: it cannot change itself. Its folder for files is a volume's.
RUN ln -s /app/dhmad /usr/local/bin/dhmad \
    && install -d -o "$APP_UID" -g "$APP_UID" /var/lib/dhmad /var/lib/dhmad/data
WORKDIR /var/lib/dhmad
USER $APP_UID
ENV ASPNETCORE_HTTP_PORTS= \
    ASPNETCORE_URLS=http://+:5080
EXPOSE 5080
VOLUME /var/lib/dhmad/data
# Whether it runs, not whether it can serve: no supervisor should end every node because the database is away.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["dhmad", "health", "--live"]
ENTRYPOINT ["dhmad"]
