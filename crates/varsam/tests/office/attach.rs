//! Files of entries by URL: put in, taken out, refused.

use crate::house::{House, Reply, between, house};
use crate::office::registers::made;
use axum::http::{Request, StatusCode};
use varsam_model::register::Register;

const PDF: &[u8] = b"%PDF-1.7 avtal";

async fn put(house: &House, path: &str, cookie: &str, version: &str, name: &str, bytes: &[u8]) -> Reply {
    let mut body = b"--x\r\nContent-Disposition: form-data; name=\"version\"\r\n\r\n".to_vec();
    body.extend_from_slice(version.as_bytes());
    body.extend_from_slice(b"\r\n--x\r\n");
    body.extend_from_slice(
        format!("Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").as_bytes(),
    );
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = Request::post(path).header("cookie", cookie).header("sec-fetch-site", "same-origin");
    house.send(request.header("content-type", "multipart/form-data; boundary=x"), body).await
}

#[tokio::test]
async fn an_agreement_is_put_in_and_taken_out_by_who_may() {
    let house = house().await;
    let entry = made(&house, Register::of("agreement").unwrap(), "Avtalet").await;
    let dpo = house.as_role("Lena Granfors").await;
    let page = house.get(&entry, &dpo).await.text;
    let attach = format!("{entry}/attach/document");
    assert!(page.contains(&format!("href=\"{attach}\"")), "{page}");
    assert_eq!(house.get(&format!("{entry}/file/document"), &dpo).await.status, StatusCode::NOT_FOUND);
    let form = house.get(&attach, &dpo).await.text;
    let version = between(&form, "name=\"version\" value=\"", "\"").to_owned();
    let done = put(&house, &attach, &dpo, &version, "Avtal Åsa.pdf", PDF).await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, entry.as_str()), "{}", done.text);
    // Who saves second is told so, and overwrites nothing.
    assert_eq!(put(&house, &attach, &dpo, &version, "b.pdf", b"%PDF-2").await.status, StatusCode::CONFLICT);
    // Whoever sees the entry opens it; only who may change the entry puts another in.
    let teacher = house.as_role("Jonas Flodmark").await;
    let file = house.get(&format!("{entry}/file/document"), &teacher).await;
    assert_eq!((file.status, file.text.as_bytes()), (StatusCode::OK, PDF));
    assert_eq!(house.get(&attach, &teacher).await.status, StatusCode::NOT_FOUND);
    assert_eq!(put(&house, &attach, &teacher, "2", "b.pdf", PDF).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&format!("{entry}/file/name"), &dpo).await.status, StatusCode::NOT_FOUND);
    // The history tells that there is another file, and an edit of other fields keeps it.
    let page = house.get(&entry, &dpo).await.text;
    assert!(page.contains(&format!("href=\"{entry}/file/document\"")) && page.contains("en fil"), "{page}");
}

#[tokio::test]
async fn a_file_that_claims_to_be_a_picture_is_not_taken() {
    let house = house().await;
    let entry = made(&house, Register::of("agreement").unwrap(), "Avtalet").await;
    let dpo = house.as_role("Lena Granfors").await;
    let attach = format!("{entry}/attach/document");
    for (name, bytes, words) in [
        ("bild.png", b"<html><script>".as_slice(), "inte tas emot"),
        ("bild.png", PDF, "något annat än vad namnet säger"),
        ("tom.pdf", b"", "tom"),
        ("bild.png", b"\x89PNG\r\n\x1a\n\0\0\0\x08acTL\0\0\0\x02\0\0\0\0", "rör sig"),
    ] {
        let reply = put(&house, &attach, &dpo, "1", name, bytes).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(between(&reply.text, "id=\"file-error\">", "</p>").contains(words), "{name}: {}", reply.text);
    }
    let large = vec![b'%'; (20 << 20) + 1];
    let reply = put(&house, &attach, &dpo, "1", "stor.pdf", &large).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text.contains("för stor"));
    assert_eq!(house.get(&format!("{entry}/file/document"), &dpo).await.status, StatusCode::NOT_FOUND);
}
