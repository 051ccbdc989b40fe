#!/bin/bash
# Starts the peer in the foreground: aspnet-batching with its cache of users.
CACHE=1 exec "$(dirname "$0")/../aspnet-batching/run.sh"
