-- A library of schema 9, made of the one before it by the program's own steps.
PRAGMA application_id = 1380471379;
PRAGMA user_version = 9;
BEGIN TRANSACTION;
CREATE TABLE corrections (
            take_id  TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
            words    TEXT NOT NULL
        );
INSERT INTO corrections (take_id, words) VALUES ('0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','{"made":[[1,2,["data"],["dana"],["hi"],["call","me"],0.8]],"aside":[]}');
CREATE TABLE results (
            take_id           TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
            transcript        TEXT NOT NULL,
            scorecard         TEXT NOT NULL,
            profile           TEXT NOT NULL,
            analysis_version  INTEGER NOT NULL,
            scored_at         TEXT NOT NULL
        , sound TEXT);
INSERT INTO results (take_id, transcript, scorecard, profile, analysis_version, scored_at, sound) VALUES ('0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','{"words":[["hi",0.5,0.8,0.9],["data",0.8,1.1,0.9],["call",1.1,1.4,0.9],["me",1.4,1.7,0.9]],"utterance_starts":[0],"engine":"vosk","model_id":"starter-en-us","audio_s":4.0,"decode_s":0.4}','{"checks":[{"id":"length","band":"good","value":1.2,"unit":"s","target":[5.0,20.0],"reason":"Short.","evidence":[[0,4,[0.5,1.7]]],"source":"Gitomer"},{"id":"phone","band":"off","value":"missing","unit":null,"target":null,"reason":"No number.","evidence":[],"source":"Gitomer"}],"ready":false,"fix_next":["phone"],"profile":"short","packs":["pitch"],"analysis_version":1}','short',1,'2026-11-24T09:01:00.000000+00:00',NULL);
CREATE TABLE scripts (
            seq          INTEGER PRIMARY KEY AUTOINCREMENT,
            id           TEXT NOT NULL UNIQUE,
            root_id      TEXT NOT NULL,
            parent_id    TEXT,
            created_at   TEXT NOT NULL,
            title        TEXT NOT NULL DEFAULT '',
            text         TEXT NOT NULL,
            slot_values  TEXT NOT NULL DEFAULT '{}',
            deleted_at   TEXT
        , answer TEXT NOT NULL DEFAULT '', family_id TEXT NOT NULL DEFAULT '', variant TEXT NOT NULL DEFAULT '');
INSERT INTO scripts (seq, id, root_id, parent_id, created_at, title, text, slot_values, deleted_at, answer, family_id, variant) VALUES (1,'01a21854-d78f-70fc-87fe-906f658e1626','01a21854-d78f-70fc-87fe-906f658e1626',NULL,'2026-11-26T14:49:03.119891+00:00','First call','Hi [first name], this is Kim. Call me at 415-555-0142.','{"first name":"Dana"}',NULL,'A report on paper costs','01a21854-d78f-70fc-87fe-906f658e1626','A');
INSERT INTO scripts (seq, id, root_id, parent_id, created_at, title, text, slot_values, deleted_at, answer, family_id, variant) VALUES (2,'01a21854-d796-711b-92e7-c912e8c576d3','01a21854-d78f-70fc-87fe-906f658e1626','01a21854-d78f-70fc-87fe-906f658e1626','2026-11-26T14:49:03.126363+00:00','First call','Hi [first name], it is Kim. Call me at 415-555-0142.','{"first name":"Dana"}',NULL,'','','');
INSERT INTO scripts (seq, id, root_id, parent_id, created_at, title, text, slot_values, deleted_at, answer, family_id, variant) VALUES (3,'01a21854-d7a4-7ab3-9967-5ce740de87e6','01a21854-d7a4-7ab3-9967-5ce740de87e6',NULL,'2026-11-26T14:49:03.140733+00:00','Old','Hello, this is an old one.','{}','2026-11-26T14:49:03.143704+00:00','','','');
CREATE TABLE takes (
            seq             INTEGER PRIMARY KEY AUTOINCREMENT,
            id              TEXT NOT NULL UNIQUE,
            created_at      TEXT NOT NULL,
            title           TEXT NOT NULL DEFAULT '',
            speaker         TEXT NOT NULL DEFAULT '',
            script_id       TEXT,
            device          TEXT NOT NULL DEFAULT '',
            state           TEXT NOT NULL CHECK (state IN ('recording', 'recorded', 'scored', 'failed')),
            recovered       INTEGER NOT NULL DEFAULT 0 CHECK (recovered IN (0, 1)),
            audio_path      TEXT NOT NULL UNIQUE,
            rate_hz         INTEGER,
            channels        INTEGER,
            sample_bytes    INTEGER,
            n_frames        INTEGER NOT NULL DEFAULT 0,
            overflow_count  INTEGER NOT NULL DEFAULT 0,
            peak_dbfs       REAL,
            problem         TEXT NOT NULL DEFAULT '',
            deleted_at      TEXT,
            message_s       REAL,
            bands           TEXT,
            ready           INTEGER,
            excerpt         TEXT NOT NULL DEFAULT ''
        , starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)), tags TEXT NOT NULL DEFAULT '[]', heard_at TEXT);
INSERT INTO takes (seq, id, created_at, title, speaker, script_id, device, state, recovered, audio_path, rate_hz, channels, sample_bytes, n_frames, overflow_count, peak_dbfs, problem, deleted_at, message_s, bands, ready, excerpt, starred, tags, heard_at) VALUES (1,'0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','2026-11-24T09:00:00.000000+00:00','First try','Kim',NULL,'Built-in Microphone','scored',0,'audio/2026/0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e.wav',16000,1,2,64000,0,-6.5,'',NULL,1.2,'{"length":"good","phone":"off"}',0,'hi dana call me',1,'["Acme","cold"]','2026-11-26T09:00:00.000000+00:00');
INSERT INTO takes (seq, id, created_at, title, speaker, script_id, device, state, recovered, audio_path, rate_hz, channels, sample_bytes, n_frames, overflow_count, peak_dbfs, problem, deleted_at, message_s, bands, ready, excerpt, starred, tags, heard_at) VALUES (2,'0193a2c4-7d20-7a2f-8e66-4f1b2c3d4e5f','2026-11-24T09:02:00.000000+00:00','Away','Kim',NULL,'Built-in Microphone','recorded',0,'audio/2026/0193a2c4-7d20-7a2f-8e66-4f1b2c3d4e5f.wav',16000,1,2,32000,0,-6.5,'','2026-11-24T09:03:00.000000+00:00',NULL,NULL,NULL,'',0,'[]',NULL);
INSERT INTO takes (seq, id, created_at, title, speaker, script_id, device, state, recovered, audio_path, rate_hz, channels, sample_bytes, n_frames, overflow_count, peak_dbfs, problem, deleted_at, message_s, bands, ready, excerpt, starred, tags, heard_at) VALUES (3,'0193a2c4-8e30-7b3a-9f77-5f2c3d4e5f60','2026-11-24T09:04:00.000000+00:00','After the coffee','Kim','01a21854-d78f-70fc-87fe-906f658e1626','Built-in Microphone','recorded',0,'audio/2026/0193a2c4-8e30-7b3a-9f77-5f2c3d4e5f60.wav',16000,1,2,48000,0,-6.5,'',NULL,NULL,NULL,NULL,'',0,'[]',NULL);
CREATE TABLE measures (
            take_id          TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
            model_id         TEXT NOT NULL,
            basis            TEXT NOT NULL,
            n_words          INTEGER NOT NULL,
            wpm              REAL,
            number_fraction  REAL,
            number_late      INTEGER,
            n_pitch          INTEGER,
            n_reasons        INTEGER,
            n_fillers        INTEGER,
            message_kind     TEXT
        ) WITHOUT ROWID
        ;
INSERT INTO measures (take_id, model_id, basis, n_words, wpm, number_fraction, number_late, n_pitch, n_reasons, n_fillers, message_kind) VALUES ('0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','starter-en-us','',4,200.0,NULL,NULL,0,0,0,'other');
CREATE VIRTUAL TABLE said USING fts5 (
            title, words, notes, spans UNINDEXED,
            tokenize = "unicode61 remove_diacritics 2 tokenchars ''''", prefix = '2 3'
        );
INSERT INTO said (rowid, title, words, notes, spans) VALUES (1,'First try','hi dana call me','Slower here','');
CREATE TABLE notes (
            seq         INTEGER PRIMARY KEY AUTOINCREMENT,
            id          TEXT NOT NULL UNIQUE,
            take_id     TEXT NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
            created_at  TEXT NOT NULL,
            author      TEXT NOT NULL DEFAULT '',
            first_word  INTEGER,
            last_word   INTEGER,
            start_s     REAL,
            end_s       REAL,
            text        TEXT NOT NULL
        , changed_at TEXT);
INSERT INTO notes (seq, id, take_id, created_at, author, first_word, last_word, start_s, end_s, text, changed_at) VALUES (1,'0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d70','0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','2026-11-25T09:00:00.000000+00:00','Coach',0,2,0.5,1.1,'Slower here','2026-11-26T09:00:00.000000+00:00');
CREATE TABLE ideas (
            seq         INTEGER PRIMARY KEY AUTOINCREMENT,
            id          TEXT NOT NULL UNIQUE,
            created_at  TEXT NOT NULL,
            root_id     TEXT NOT NULL DEFAULT '',
            text        TEXT NOT NULL,
            state       TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'try', 'tried', 'keep', 'drop')),
            outcome     TEXT NOT NULL DEFAULT '',
            deleted_at  TEXT
        );
INSERT INTO ideas (seq, id, created_at, root_id, text, state, outcome, deleted_at) VALUES (1,'0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d71','2026-11-25T09:10:00.000000+00:00','','Half a message','tried','Two called back',NULL);
CREATE TABLE calls (
            seq          INTEGER PRIMARY KEY AUTOINCREMENT,
            id           TEXT NOT NULL UNIQUE,
            created_at   TEXT NOT NULL,
            called_on    TEXT NOT NULL,
            script_id    TEXT NOT NULL,
            n_left       INTEGER NOT NULL CHECK (n_left >= 0),
            n_back       INTEGER NOT NULL CHECK (n_back BETWEEN 0 AND n_left),
            note         TEXT NOT NULL DEFAULT '',
            deleted_at   TEXT
        );
INSERT INTO calls (seq, id, created_at, called_on, script_id, n_left, n_back, note, deleted_at) VALUES (1,'0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d72','2026-11-25T17:00:00.000000+00:00','2026-11-25','01a21854-d78f-70fc-87fe-906f658e1626',20,3,'Before lunch',NULL);
CREATE TABLE drill_runs (
            seq         INTEGER PRIMARY KEY AUTOINCREMENT,
            id          TEXT NOT NULL UNIQUE,
            created_at  TEXT NOT NULL,
            drill_id    TEXT NOT NULL,
            title       TEXT NOT NULL,
            drill_text  TEXT NOT NULL,
            n_rounds    INTEGER NOT NULL CHECK (n_rounds > 0),
            speaker     TEXT NOT NULL DEFAULT '',
            script_id   TEXT,
            cards       TEXT NOT NULL DEFAULT '[]',
            state       TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'left')),
            passed      INTEGER CHECK (passed IN (0, 1)),
            ended_at    TEXT,
            deleted_at  TEXT
        );
INSERT INTO drill_runs (seq, id, created_at, drill_id, title, drill_text, n_rounds, speaker, script_id, cards, state, passed, ended_at, deleted_at) VALUES (1,'0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d73','2026-11-25T09:20:00.000000+00:00','cold-card','Cold card','title = "Cold card"',2,'Kim',NULL,'[{"name":"Dana Reyes","role":"","company":"","facts":[["City","Springfield"]]},{"name":"Lee","role":"Owner","company":"","facts":[]}]','done',0,'2026-11-25T09:22:00.000000+00:00',NULL);
CREATE TABLE attempts (
            seq         INTEGER PRIMARY KEY AUTOINCREMENT,
            id          TEXT NOT NULL UNIQUE,
            run_id      TEXT NOT NULL REFERENCES drill_runs (id) ON DELETE CASCADE,
            created_at  TEXT NOT NULL,
            round       INTEGER NOT NULL CHECK (round >= 0),
            take_id     TEXT,
            outcome     TEXT CHECK (outcome IN ('passed', 'missed', 'unknown', 'void')),
            misses      TEXT NOT NULL DEFAULT '[]',
            measured    TEXT NOT NULL DEFAULT '[]',
            ended       TEXT CHECK (ended IN ('speaker', 'silence', 'cut', 'limit')),
            cut_s       REAL,
            problem     TEXT NOT NULL DEFAULT '',
            is_whole    INTEGER NOT NULL DEFAULT 0 CHECK (is_whole IN (0, 1))
        );
INSERT INTO attempts (seq, id, run_id, created_at, round, take_id, outcome, misses, measured, ended, cut_s, problem, is_whole) VALUES (1,'0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d74','0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d73','2026-11-25T09:20:10.000000+00:00',0,'0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','missed','[{"measure":"no_pitch","sentence":"Told","value":1,"bound":0,"unknown":false,"first_word":0,"last_word":2,"start_s":0.5,"end_s":1.1}]','[["length_most_s",2.5]]','cut',6.5,'',0);
INSERT INTO attempts (seq, id, run_id, created_at, round, take_id, outcome, misses, measured, ended, cut_s, problem, is_whole) VALUES (2,'0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d75','0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d73','2026-11-25T09:21:10.000000+00:00',1,NULL,'passed','[]','[]','speaker',NULL,'',1);
CREATE TABLE imports (
            take_id      TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
            source_name  TEXT NOT NULL,
            sha256       TEXT NOT NULL,
            imported_at  TEXT NOT NULL,
            date_from    TEXT NOT NULL,
            unsafe       INTEGER NOT NULL DEFAULT 0 CHECK (unsafe IN (0, 1))
        );
INSERT INTO imports (take_id, source_name, sha256, imported_at, date_from, unsafe) VALUES ('0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','calls/2026-11-25 dana.m4a','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855','2026-11-26T08:00:00.000000+00:00','name',0);
CREATE TABLE marks (
            seq           INTEGER PRIMARY KEY AUTOINCREMENT,
            take_id       TEXT NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
            rubric_id     TEXT NOT NULL,
            criterion_id  TEXT NOT NULL,
            author        TEXT NOT NULL DEFAULT '',
            marked_at     TEXT NOT NULL,
            answer        TEXT NOT NULL CHECK (answer IN ('yes', 'no')),
            question      TEXT NOT NULL,
            reason        TEXT NOT NULL DEFAULT '',
            check_id      TEXT,
            check_band    TEXT,
            UNIQUE (take_id, rubric_id, criterion_id, author)
        );
INSERT INTO marks (seq, take_id, rubric_id, criterion_id, author, marked_at, answer, question, reason, check_id, check_band) VALUES (1,'0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','callback','number','Robin','2026-11-26T09:01:00.000000+00:00','yes','Is the number early?','It is the second sentence.','phone','off');
CREATE TABLE reactions (
            seq         INTEGER PRIMARY KEY AUTOINCREMENT,
            id          TEXT NOT NULL UNIQUE,
            take_id     TEXT NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
            created_at  TEXT NOT NULL,
            author      TEXT NOT NULL DEFAULT '',
            kind        TEXT NOT NULL,
            start_s     REAL,
            end_s       REAL
        );
INSERT INTO reactions (seq, id, take_id, created_at, author, kind, start_s, end_s) VALUES (1,'0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d76','0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','2026-11-26T09:02:00.000000+00:00','Robin','great',0.5,1.1);
CREATE TABLE received_notes (
            note_id     TEXT PRIMARY KEY,
            take_id     TEXT NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
            changed_at  TEXT NOT NULL,
            sha256      TEXT NOT NULL
        );
INSERT INTO received_notes (note_id, take_id, changed_at, sha256) VALUES ('0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d70','0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','2026-11-26T09:00:00.000000+00:00','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
CREATE TABLE arrivals (
            take_id     TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
            bundle_id   TEXT NOT NULL,
            arrived_at  TEXT NOT NULL,
            drill       TEXT
        );
INSERT INTO arrivals (take_id, bundle_id, arrived_at, drill) VALUES ('0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d99','2026-11-26T09:00:00.000000+00:00',NULL);
CREATE TABLE answers (
            take_id      TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
            answered_id  TEXT NOT NULL
        );
INSERT INTO answers (take_id, answered_id) VALUES ('0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d98');
CREATE TABLE unseen_notes (
            note_id  TEXT PRIMARY KEY,
            take_id  TEXT NOT NULL REFERENCES takes (id) ON DELETE CASCADE
        );
INSERT INTO unseen_notes (note_id, take_id) VALUES ('0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d70','0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e');
CREATE INDEX takes_state ON takes (state, seq);
CREATE INDEX takes_deleted ON takes (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX scripts_parent ON scripts (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX scripts_root ON scripts (root_id);
CREATE INDEX takes_script ON takes (script_id) WHERE script_id IS NOT NULL;
CREATE TRIGGER takes_unsaid AFTER DELETE ON takes BEGIN
            DELETE FROM said WHERE rowid = old.seq;
        END;
CREATE INDEX notes_take ON notes (take_id);
CREATE INDEX scripts_family ON scripts (family_id) WHERE family_id != '';
CREATE INDEX calls_script ON calls (script_id);
CREATE INDEX drill_runs_drill ON drill_runs (drill_id, seq);
CREATE INDEX attempts_run ON attempts (run_id, seq);
CREATE UNIQUE INDEX attempts_take ON attempts (take_id) WHERE take_id IS NOT NULL;
CREATE INDEX imports_sha256 ON imports (sha256);
CREATE INDEX takes_unheard ON takes (seq) WHERE heard_at IS NULL AND deleted_at IS NULL;
CREATE INDEX reactions_take ON reactions (take_id);
CREATE INDEX received_notes_take ON received_notes (take_id);
CREATE INDEX answers_answered ON answers (answered_id);
CREATE INDEX unseen_notes_take ON unseen_notes (take_id);
COMMIT;
