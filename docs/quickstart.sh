#!/usr/bin/env bash
# One standard escrow from creation to completed, with bash and curl only: the merchant's API calls, and the hosted forms
# as a browser would post them. Needs a running sandbox (dotnet run --project src/Dhmad.Api).
#
#   docs/quickstart.sh                       seeds its own developer and uses http://localhost:5080
#   DHMAD_SEED="$(... seed --json)" DHMAD_URL=http://localhost:5080 docs/quickstart.sh
set -euo pipefail
cd "$(dirname "$0")/.."

url=${DHMAD_URL:-http://localhost:5080}
seed=${DHMAD_SEED:-$(dotnet run --project src/Dhmad.Api -- seed --json)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

field() { sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p' | head -n 1; }
say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
fail() { printf 'quickstart: %s\n' "$*" >&2; exit 1; }

key=$(field apiKey <<<"$seed")
redirect=$(field redirectUrl <<<"$seed")
hooks=$(sed -n 's/.*"webhook":{"url":"\([^"]*\)".*/\1/p' <<<"$seed")
seller=$(sed -n 's/.*"associatedUser":{"email":"\([^"]*\)".*/\1/p' <<<"$seed")
buyer="buyer-$(date +%s)-$RANDOM@example.tn"
[ -n "$key" ] && [ -n "$seller" ] && [ -n "$hooks" ] || fail "the seed did not say what it made"

# The merchant's server: METHOD PATH [BODY]; every POST carries an idempotency key, so repeating it is harmless.
api() {
  curl -sS --fail-with-body -X "$1" "$url$2" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
    -H "Idempotency-Key: $RANDOM-$RANDOM-$(date +%s%N)" ${3:+-d "$3"}
}

# The browser of one person: a cookie jar, the page seen last, and its hidden fields.
hidden() { sed -n 's/.*name="'"$2"'" value="\([^"]*\)".*/\1/p' "$work/$1.html" | head -n 1; }
open_page() { curl -sS -b "$work/$1.jar" -c "$work/$1.jar" -o "$work/$1.html" "$2"; }
post() {
  local who=$1 to=$2
  shift 2
  curl -sS -b "$work/$who.jar" -c "$work/$who.jar" -o "$work/$who.html" -w '%{http_code}' -H "Origin: $url" \
    --data-urlencode "_csrf=$(hidden "$who" _csrf)" "$@" "$to"
}
mailed_code() {
  curl -sS -H "Authorization: Bearer $key" "$url/api/v1/sandbox/inbox?limit=1&to=$1" | sed -n 's/.*"code":"\([0-9]\{6\}\)".*/\1/p'
}

# PERSON EMAIL ACTION FORM-FIELDS...: opens a session for the action, signs in on its page, posts the form, returns.
act() {
  local who=$1 email=$2 action=$3
  shift 3
  local page status
  page=$(api POST "/api/v1/escrows/$escrow/sessions" \
    "{\"action\":\"$action\",\"targetUserEmail\":\"$email\",\"redirectUrl\":\"$redirect\"}" | field url)
  open_page "$who" "$page"
  if ! grep -q 'name="submissionId"' "$work/$who.html"; then
    post "$who" "$page/sign-in" --data-urlencode 'step=mail' >/dev/null
    open_page "$who" "$page"
    post "$who" "$page/sign-in" --data-urlencode "code=$(mailed_code "$email")" >/dev/null
    open_page "$who" "$page"
    if grep -q 'name="firstName"' "$work/$who.html"; then
      post "$who" "$page/sign-in" --data-urlencode 'firstName=Sami' --data-urlencode 'lastName=Trabelsi' >/dev/null
      open_page "$who" "$page"
    fi
  fi
  status=$(post "$who" "$page" --data-urlencode "submissionId=$(hidden "$who" submissionId)" \
    --data-urlencode "seen=$(hidden "$who" seen)" "$@")
  [ "$status" = 303 ] || fail "$action by $who answered $status"
  printf '  %-14s %-7s returns to %s\n' "$action" "$who" \
    "$(curl -sS -o /dev/null -w '%{redirect_url}' -b "$work/$who.jar" "$page/return")"
}

say "The merchant creates an escrow of 480 TND"
created=$(api POST /api/v1/escrows "{\"title\":\"Cargo bike\",\"amount\":480,\"buyerEmail\":\"$buyer\",
  \"estimatedDeliveryDays\":4,\"contractTerms\":\"One cargo bike, blue, delivered to Sfax.\"}")
escrow=$(field trackingId <<<"$created")
echo "  $escrow"

say "Both sign, the buyer pays: each on a hosted page, in a session of their own"
act seller "$seller" sign_contract --data-urlencode 'fullName=Amel Ben Salah' --data-urlencode 'agree=yes'
act buyer "$buyer" sign_contract --data-urlencode 'fullName=Sami Trabelsi' --data-urlencode 'agree=yes'
act buyer "$buyer" accept_pay --data-urlencode 'rail=sandbox_card' --data-urlencode 'cardNumber=4242 4242 4242 4242' \
  --data-urlencode 'cardExpiry=12/40' --data-urlencode 'cardCvc=123' --data-urlencode 'confirm=yes'

say "The seller's shop says it is delivered; the buyer releases the money"
echo "  $(api POST "/api/v1/escrows/$escrow/deliver" | field message)"
act buyer "$buyer" complete --data-urlencode 'confirm=yes'

say "The escrow now, and its history"
status=$(api GET "/api/v1/escrows/$escrow" | field status)
echo "  status $status"
api GET "/api/v1/escrows/$escrow/events" | grep -o '"sequence":[0-9]*,"event":{"id":"[^"]*","type":"[^"]*"' \
  | sed 's/"sequence":\([0-9]*\).*"type":"\([^"]*\)"/  \1 \2/'
[ "$status" = completed ] || fail "the escrow is $status, not completed"

say "The webhooks that arrived at $hooks"
for try in $(seq 1 100); do
  curl -sS "$hooks" >"$work/hooks.json"
  arrived=$( (grep -oi '"x-webhook-event":"escrow.status.updated"' "$work/hooks.json" || true) | wc -l)
  [ "$arrived" -ge 3 ] && break
  [ "$try" = 100 ] && fail "only $arrived status webhooks arrived"
  sleep 0.2
done
grep -oi '"x-webhook-event":"[^"]*"' "$work/hooks.json" | sed 's/.*:"\([^"]*\)"/  \1/'
grep -q '"signature":false\|"standardSignature":false' "$work/hooks.json" && fail "a webhook's signature does not check out"
echo "  every signature checks out"

say "The wallet of the seller"
echo "  $(api GET /api/v1/balance)"
