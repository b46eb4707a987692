#!/bin/sh
# Sends one user to a hub and reads back who is there.
set -eu
hub=${HUB_URL:-http://localhost:3001}

curl --silent --show-error --fail "$hub/api/metrics" \
  --header "Content-Type: application/json" \
  --data '{"user_id": "ada", "name": "Ada Example", "session_time_minutes": 15, "is_currently_active": true}'
echo
curl --silent --show-error --fail "$hub/api/metrics"
