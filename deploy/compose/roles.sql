-- Run once, by the PostgreSQL image, in an empty database: an owner of the tables that migrates, and a login for the
-- app that is in the role muster_app and owns nothing. Neither is a superuser.
\getenv owner_password OWNER_PASSWORD
\getenv web_password WEB_PASSWORD
CREATE ROLE muster_app NOLOGIN;
CREATE ROLE muster_owner LOGIN PASSWORD :'owner_password' IN ROLE muster_app;
CREATE ROLE muster_web LOGIN PASSWORD :'web_password' IN ROLE muster_app;
CREATE DATABASE muster OWNER muster_owner;
