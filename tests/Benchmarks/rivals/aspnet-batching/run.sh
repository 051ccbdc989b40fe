#!/bin/bash
# Starts the peer in the foreground. Wants: PORT NPGSQL_CONNECTION CLERK_WEBHOOK_SIGNING_SECRET JWKS_FILE JWT_ISSUER [LANES=2] [CACHE=0]
cd "$(dirname "$0")" && { [ -f out/aspnet-batching.dll ] || dotnet publish -c Release -o out; } >&2 && exec dotnet out/aspnet-batching.dll
