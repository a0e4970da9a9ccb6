# Run by the image of PostgreSQL when it makes its folder.
psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  -v owner_password="$DHMAD_OWNER_PASSWORD" -v password="$DHMAD_PASSWORD" -v reader_password="$DHMAD_READER_PASSWORD" \
  -f /roles.sql
