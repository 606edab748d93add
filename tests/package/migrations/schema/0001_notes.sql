-- migration: expand
CREATE TABLE notes(id INTEGER PRIMARY KEY, text TEXT NOT NULL DEFAULT 'a;b[c]${d}\\');
