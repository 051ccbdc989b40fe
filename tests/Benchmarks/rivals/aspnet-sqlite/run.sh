#!/bin/bash
# Starts the peer in the foreground. Wants: PORT SQLITE_PATH CLERK_WEBHOOK_SIGNING_SECRET JWKS_FILE JWT_ISSUER
cd "$(dirname "$0")" && { [ -f out/aspnet-sqlite.dll ] || dotnet publish -c Release -o out; } >&2 && exec dotnet out/aspnet-sqlite.dll
