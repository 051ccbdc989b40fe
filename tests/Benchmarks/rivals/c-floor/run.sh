#!/bin/bash
# Starts the peer in the foreground. Wants: PORT DATABASE_URL CLERK_WEBHOOK_SIGNING_SECRET JWT_KEY_FILE JWT_ISSUER
cd "$(dirname "$0")" && { mkdir -p out && cc -O2 -o out/floor floor.c -lpq -lcrypto; } >&2 && exec out/floor
